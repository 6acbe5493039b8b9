import { ApiHeader } from '@nestjs/swagger';

type ParameterEnhancer = (target: object, key: string | symbol | undefined, index: number) => void;

/** For `createParamDecorator`: documents the header that a parameter is read from. */
export const headerParameter =
  (name: string, description: string, schema: Readonly<Record<string, unknown>>): ParameterEnhancer =>
  (target, key) => {
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && descriptor)
      ApiHeader({ name, description, required: false, schema })(target, key, descriptor);
  };
