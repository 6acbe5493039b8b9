import { Badge } from '@mantine/core';

/** Shows the value of an enum field in a list. */
export const Choice = ({ label }: { label: string }) => (
  <Badge variant="light" color="gray" radius="sm">
    {label}
  </Badge>
);
