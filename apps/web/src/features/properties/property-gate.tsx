import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../../ui/page-title.js';
import { NoProperty } from './no-property.js';
import { useProperties } from './use-properties.js';

export interface PropertyGateProps {
  /** Name of the page, for its title. */
  readonly label: string;
  readonly children: ReactNode;
}

/** Shows a page whose rows belong to a property, or what is missing if the user sees none. */
export function PropertyGate({ label, children }: PropertyGateProps) {
  const { byId, isPending, isReading } = useProperties();
  const [wasShown, setWasShown] = useState(true);
  // A change of rights takes the properties away before the new ones are read: the page, with a form in it, stays meanwhile.
  const isShown = isPending || byId.size > 0 || (wasShown && isReading);
  if (isShown !== wasShown) setWasShown(isShown);
  return isShown ? children : <Missing label={label} />;
}

function Missing({ label }: { label: string }) {
  const { t } = useTranslation('properties');
  usePageTitle(label);
  return <NoProperty isPage why={t('needsProperty')} />;
}
