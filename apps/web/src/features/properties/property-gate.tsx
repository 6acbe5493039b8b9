import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { NoProperty } from './no-property.js';
import { useProperties } from './use-properties.js';

export interface PropertyGateProps {
  /** Name of the page, for its title. */
  readonly label: string;
  readonly children: ReactNode;
}

/** Shows a page whose rows belong to a property, or what is missing if the user sees none. */
export function PropertyGate({ label, children }: PropertyGateProps) {
  const { byId, isPending } = useProperties();
  return isPending || byId.size > 0 ? children : <Missing label={label} />;
}

function Missing({ label }: { label: string }) {
  useDocumentTitle(`${label} · Bellhop`);
  return <NoProperty isPage why="What is on this page belongs to a property." />;
}
