import { Button, Group, Paper, SegmentedControl, Tabs } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { PageHeader } from '../../ui/page-header.js';
import { usePhone } from '../../ui/use-phone.js';
import { useProperties } from '../properties/use-properties.js';
import type { OpenForm } from './booking-form.js';
import { EXPENSE, REVENUE } from './booking-kinds.js';
import { Bookings } from './bookings.js';
import { Overview } from './overview.js';

const BookingForm = lazy(() => import('./booking-form.js'));

const PERIODS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
];

export function FinancePage() {
  useDocumentTitle('Finance · Bellhop');
  const { days = 30, tab = 'revenues' } = useSearch({ from: '/app/finance' });
  const { selected } = useProperties();
  const navigate = useNavigate({ from: '/app/finance' });
  const phone = usePhone();
  const [form, setForm] = useState<OpenForm>();

  const choosePeriod = (choice: string) => {
    const chosen = Number(choice);
    void navigate({
      search: ({ days: _, ...rest }) => ({ ...rest, ...((chosen === 7 || chosen === 90) && { days: chosen }) }),
    });
  };
  const chooseTab = (choice: string | null) =>
    void navigate({ search: ({ tab: _, ...rest }) => ({ ...rest, ...(choice === 'expenses' && { tab: choice }) }) });

  return (
    <>
      <PageHeader title="Finance" subtitle={selected ? `${selected.name}, ${selected.city}` : 'All properties'}>
        <SegmentedControl
          aria-label="Period"
          data={PERIODS}
          value={String(days)}
          onChange={choosePeriod}
          fullWidth={phone}
          w={phone ? '100%' : 'auto'}
        />
        <Group gap="sm" grow={phone} w={phone ? '100%' : 'auto'}>
          <Button
            variant="default"
            leftSection={<IconPlus size={17} aria-hidden />}
            onClick={() => setForm({ kind: 'expense' })}
          >
            New expense
          </Button>
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setForm({ kind: 'revenue' })}>
            New revenue
          </Button>
        </Group>
      </PageHeader>
      <Overview days={days} />
      <Paper p="lg" bd="1px solid var(--bh-line)" bg="var(--bh-surface)">
        <Tabs value={tab} onChange={chooseTab} keepMounted={false}>
          <Tabs.List mb="sm">
            <Tabs.Tab value="revenues">Revenues</Tabs.Tab>
            <Tabs.Tab value="expenses">Expenses</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="revenues">
            <Bookings kind={REVENUE} onEdit={(row) => setForm({ kind: 'revenue', row })} />
          </Tabs.Panel>
          <Tabs.Panel value="expenses">
            <Bookings kind={EXPENSE} onEdit={(row) => setForm({ kind: 'expense', row })} />
          </Tabs.Panel>
        </Tabs>
      </Paper>
      <Suspense>{form && <BookingForm form={form} onClose={() => setForm(undefined)} />}</Suspense>
    </>
  );
}
