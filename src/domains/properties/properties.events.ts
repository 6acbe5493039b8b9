import { catalogue } from '@bellhop/hotel';
import { defineDomain } from '@bellhop/realtime';

/** Every event carries its property, so that only users who may see the property receive it. */
export const propertiesDomain = defineDomain('properties', catalogue.properties);
