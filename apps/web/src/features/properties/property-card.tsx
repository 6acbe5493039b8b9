import type { Property } from '@bellhop/hotel';
import { useArrived } from '@bellhop/react';
import { Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../language/numbers.js';
import { useUser } from '../../session.js';
import { useAtMinute } from '../../ui/minutes.js';
import { Tag } from '../../ui/tag.js';
import { isArchived, properties } from './live.js';
import { timeIn } from './property-fields.js';
import { type PropertyActions, PropertyMenu } from './property-menu.js';
import classes from './properties.module.css';

export interface PropertyCardProps {
  readonly property: Property;
  readonly actions: PropertyActions;
}

export function PropertyCard({ property, actions }: PropertyCardProps) {
  const { t } = useTranslation(['properties', 'app']);
  const { role } = useUser();
  const { propertyId, name, city, timezone, currency, rooms } = property;
  const archived = isArchived(property);
  const localTime = useAtMinute((now) => timeIn(timezone, now));
  return (
    <li className={classes.card} data-arrived={useArrived(properties, property)} data-archived={archived || undefined}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
        <div className={classes.title}>
          <Title order={2} size="h3" className={classes.name}>
            <bdi>{name}</bdi>
          </Title>
          <Text size="sm" c="dimmed" className={classes.name}>
            <bdi>{city}</bdi>
          </Text>
        </div>
        {role === 'owner' && <PropertyMenu property={property} actions={actions} />}
      </Group>
      <dl className={classes.facts}>
        <Fact term={t('rooms')}>{formatNumber(rooms)}</Fact>
        <Fact term={t('currency')}>{currency}</Fact>
        <Fact term={t('localTime')}>
          <span title={timezone}>{localTime}</span>
        </Fact>
      </dl>
      <Group gap="xs">
        {archived && <Tag>{t('archived')}</Tag>}
        <Link to="/app/finance" search={{ property: propertyId }} className={classes.link}>
          {t('app:page.finance')}
        </Link>
        <Link to="/app/tasks" search={{ property: propertyId }} className={classes.link}>
          {t('app:page.tasks')}
        </Link>
        <Link to="/app/users" search={{ property: propertyId }} className={classes.link}>
          {t('app:page.users')}
        </Link>
      </Group>
    </li>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
