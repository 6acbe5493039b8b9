import { Tag } from './tag.js';

/** Shows the value of an enum field in a list. */
export const Choice = ({ label }: { label: string }) => <Tag>{label}</Tag>;
