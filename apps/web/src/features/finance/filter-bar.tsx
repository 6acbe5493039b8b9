import { BOOKING_CATEGORIES, BOOKING_KINDS, bookingFields } from '@bellhop/hotel';
import { Button, Group, Select, SimpleGrid } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilterOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilterChanges } from '../../ui/address.js';
import { AmountInput, readAmount, typedAmount } from '../../ui/money-inputs.js';
import { toMajor, toMinor } from '../../ui/money.js';
import { SearchInput } from '../../ui/search-input.js';
import { PersonFilter } from '../../people/person-filter.js';
import { categoryName } from './booking-kinds.js';
import { countFilters, type FinanceSearch, kindsOf } from './filters.js';
import { useFinanceSearch } from './use-finance-search.js';

/** Wait for more typing before the address changes, in milliseconds. */
const TYPING_MS = 300;
const NONE = { kind: undefined, category: undefined, currency: undefined, min: undefined, max: undefined };

export interface FilterBarProps {
  /** The currency of amounts. */
  readonly currency: string;
}

/** The filters of lists, sums, chart and export. Each is in the address. */
export default function FilterBar({ currency }: FilterBarProps) {
  const { t } = useTranslation('finance');
  const { search, change } = useFinanceSearch();
  // Renews the fields, which keep what is typed, when their filters are removed.
  const [renewals, setRenewals] = useState(0);
  const categories = BOOKING_CATEGORIES.filter((category) => !search.kind || kindsOf(category).includes(search.kind));

  const clear = () => {
    setRenewals(renewals + 1);
    change({ ...NONE, q: undefined, by: undefined });
  };
  return (
    <div role="search" aria-label={t('filters')}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm" mb="md" key={renewals}>
        <SearchInput
          label={t('search')}
          placeholder={t('searchPlaceholder')}
          value={search.q}
          onChange={(q) => change({ q })}
        />
        <Select
          label={t('kind')}
          placeholder={t('kinds')}
          clearable
          data={BOOKING_KINDS.map((kind) => ({ value: kind, label: t(kind === 'revenue' ? 'revenues' : 'expenses') }))}
          value={search.kind ?? null}
          onChange={(kind) => change({ kind: BOOKING_KINDS.find((known) => known === kind), tab: undefined })}
        />
        <Select
          label={t('category')}
          placeholder={t('allCategories')}
          clearable
          searchable
          data={categories.map((category) => ({ value: category, label: categoryName(category) }))}
          value={search.category ?? null}
          onChange={(category) => change({ category: categories.find((known) => known === category) })}
        />
        <PersonFilter
          label={t('bookedBy')}
          everyone={t('anybody')}
          value={search.by}
          onChange={(by) => change({ by })}
        />
        <AmountFilter label={t('minAmount')} currency={search.currency ?? currency} limit="min" />
        <AmountFilter label={t('maxAmount')} currency={search.currency ?? currency} limit="max" />
      </SimpleGrid>
      {countFilters(search) > 0 && (
        <Group mb="md">
          <Button variant="subtle" size="xs" leftSection={<IconFilterOff size={15} aria-hidden />} onClick={clear}>
            {t('clearFilters')}
          </Button>
        </Group>
      )}
    </div>
  );
}

interface AmountFilterProps {
  readonly label: string;
  readonly currency: string;
  readonly limit: 'min' | 'max';
}

function AmountFilter({ label, currency, limit }: AmountFilterProps) {
  const { search, change } = useFinanceSearch();
  // One for each: a change of the other must not take the place of this.
  const changeSoon = useDebouncedCallback((changes: FilterChanges<FinanceSearch>) => change(changes), TYPING_MS);
  const [typed, setTyped] = useState(() => {
    const amount = search[limit];
    return amount === undefined ? '' : typedAmount(toMinor(amount, currency), currency);
  });
  return (
    <AmountInput
      label={`${label} (${currency})`}
      currency={currency}
      field={bookingFields.amountMinor}
      value={typed}
      onChange={(text) => {
        setTyped(text);
        const read = readAmount(text, currency, bookingFields.amountMinor);
        if ('amountMinor' in read) changeSoon({ currency, [limit]: toMajor(read.amountMinor, currency) });
        else if (read.problem === 'empty') changeSoon({ currency, [limit]: undefined });
      }}
    />
  );
}
