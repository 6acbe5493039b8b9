import type { Property } from '@bellhop/hotel';
import { useLiveQuery } from '@bellhop/react';
import { Button, Skeleton, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { DeleteRow } from '../../ui/delete-row.js';
import { loadedComponent } from '../../ui/loaded-component.js';
import { PageHeader } from '../../ui/page-header.js';
import { usePageTitle } from '../../ui/page-title.js';
import { FailedPanel, RefreshFailed } from '../../ui/state-panel.js';
import { usePhone } from '../../ui/use-phone.js';
import { useUndoable } from '../../ui/use-undoable.js';
import { isArchived, properties } from './live.js';
import { NoProperty } from './no-property.js';
import { PropertyCard } from './property-card.js';
import classes from './properties.module.css';

const PropertyForm = loadedComponent(() => import('./property-form.js'));

const EVERYWHERE = {};

export function PropertiesPage() {
  const { t } = useTranslation(['properties', 'app']);
  const title = t('app:page.properties');
  usePageTitle(title);
  const list = useLiveQuery(properties, EVERYWHERE);
  const { role, orgName } = useUser();
  const phone = usePhone();
  const [form, setForm] = useState<{ property?: Property }>();
  const [deleting, setDeleting] = useState<Property>();
  const { change } = useUndoable(properties);
  const actions = {
    edit: (property: Property) => setForm({ property }),
    archive: (row: Property) =>
      void change(row, { archived: true }, t('archivedOne', { name: row.name }), { archived: false }),
    restore: (row: Property) =>
      void change(row, { archived: false }, t('broughtBackOne', { name: row.name }), { archived: true }),
    remove: setDeleting,
  };
  const inUse = list.rows.filter((row) => !isArchived(row));
  const archived = list.rows.filter(isArchived);

  return (
    <>
      <PageHeader title={title} subtitle={t('subtitle', { group: orgName })}>
        {role === 'owner' && (
          <Button
            data-shortcut="new"
            fullWidth={phone}
            leftSection={<IconPlus size={17} aria-hidden />}
            onClick={() => setForm({})}
          >
            {t('newProperty')}
          </Button>
        )}
      </PageHeader>
      {list.isPending ? (
        <LoadingCards />
      ) : list.isError && list.rows.length === 0 ? (
        <FailedPanel error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <>
          <RefreshFailed {...list} />
          {inUse.length === 0 && <NoProperty />}
          <ul className={classes.grid} aria-label={title}>
            {inUse.map((property) => (
              <PropertyCard key={property.propertyId} property={property} actions={actions} />
            ))}
          </ul>
          {archived.length > 0 && (
            <section aria-labelledby="archived-properties">
              <Title order={2} id="archived-properties" size="h3" mt="xl" mb="md">
                {t('archivedList')}
              </Title>
              <ul className={classes.grid}>
                {archived.map((property) => (
                  <PropertyCard key={property.propertyId} property={property} actions={actions} />
                ))}
              </ul>
            </section>
          )}
        </>
      )}
      {form && <PropertyForm property={form.property} onClose={() => setForm(undefined)} />}
      {deleting && (
        <DeleteRow
          rows={properties}
          row={deleting}
          title={t('deleteTitle')}
          textOf={({ name }) => t('deleteText', { name })}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}

function LoadingCards() {
  return (
    <div className={classes.grid} aria-hidden>
      {[1, 2, 3].map((place) => (
        <Skeleton key={place} h={170} />
      ))}
    </div>
  );
}
