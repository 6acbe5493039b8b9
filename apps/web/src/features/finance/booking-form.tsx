import { bookingFields, type Expense, expenseFields, inputAttributes, type Revenue } from '@bellhop/hotel';
import { Group, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DayInput, dayProblem } from '../../ui/day-input.js';
import { dayText } from '../../ui/days.js';
import { Field, required, useForm } from '../../ui/form.js';
import { LongTextInput } from '../../ui/long-text-input.js';
import {
  AmountInput,
  amountProblem,
  CurrencyInput,
  currencyProblem,
  minorUnits,
  retypedAmount,
  typedAmount,
} from '../../ui/money-inputs.js';
import { RowFormDialog } from '../../ui/row-form-dialog.js';
import { useRowForm } from '../../ui/row-form.js';
import { PropertyField } from '../properties/property-field.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { useProperties } from '../properties/use-properties.js';
import { type BookingKind, EXPENSE, REVENUE, categoryName } from './booking-kinds.js';
import type { Booking } from './filters.js';

interface Values {
  propertyId: string | null;
  /** As typed. */
  amount: string;
  currency: string;
  category: string | null;
  occurredOn: string | null;
  vendor: string;
  description: string;
}

/** What a form edits. */
interface Edited<Kind extends string, Row> {
  readonly kind: Kind;
  /** A new booking has none. */
  readonly row?: Row;
}

export type OpenForm = Edited<'revenue', Revenue> | Edited<'expense', Expense>;

export default function OpenBookingForm({ form, onClose }: { form: OpenForm; onClose: () => void }) {
  return form.kind === 'revenue' ? (
    <BookingForm kind={REVENUE} booking={form.row} onClose={onClose} />
  ) : (
    <BookingForm kind={EXPENSE} booking={form.row} onClose={onClose} />
  );
}

interface BookingFormProps<Row extends Booking> {
  readonly kind: BookingKind<Row>;
  /** The booking to change; undefined for a new one. */
  readonly booking: Row | undefined;
  readonly onClose: () => void;
}

function BookingForm<Row extends Booking>({ kind, booking, onClose }: BookingFormProps<Row>) {
  const { t } = useTranslation(['finance', 'ui']);
  const { forNewRows: place, byId } = useProperties();
  const { todayOf } = usePropertyDays();
  const isExpense = kind.noun === 'expense';

  const form = useForm<Values>({
    initialValues: booking
      ? toValues(booking)
      : {
          propertyId: place?.propertyId ?? null,
          amount: '',
          currency: place?.currency ?? 'EUR',
          category: kind.categories[0] ?? null,
          occurredOn: todayOf(place?.propertyId),
          vendor: '',
          description: '',
        },
    validate: {
      propertyId: required(t('chooseProperty')),
      amount: (amount, { currency }) => amountProblem(amount, currency, bookingFields.amountMinor),
      currency: currencyProblem,
      category: required(t('chooseCategory')),
      occurredOn: (day, { propertyId }) => dayProblem(day, todayOf(propertyId), t('inTheFuture')),
    },
  });

  const titles = isExpense ? (['newExpense', 'editExpense'] as const) : (['newRevenue', 'editRevenue'] as const);
  const title = t(titles[booking ? 1 : 0]);
  const saving = useRowForm({
    rows: kind.rows,
    row: booking,
    title,
    form,
    toValues,
    toBody: ({ amount, currency, description, vendor, ...rest }) => ({
      ...rest,
      currency,
      amountMinor: minorUnits(amount, currency, bookingFields.amountMinor),
      description: description.trim() || null,
      ...(isExpense && { vendor: vendor.trim() || null }),
    }),
    retype: (values, locale) => ({ ...values, amount: retypedAmount(values.amount, values.currency, locale) }),
    fields: [
      { label: t('property'), of: ['propertyId'], show: ({ propertyId }) => byId.get(propertyId ?? '')?.name ?? '' },
      { label: t('amount'), of: ['amount', 'currency'], show: ({ amount, currency }) => `${amount} ${currency}` },
      { label: t('category'), of: ['category'], show: ({ category }) => categoryName(category ?? '') },
      { label: t('date'), of: ['occurredOn'], show: ({ occurredOn }) => dayText(occurredOn) },
      { label: t('vendor'), of: ['vendor'] },
      { label: t('description'), of: ['description'] },
    ],
    fieldNames: { amountMinor: 'amount' },
    onDone: onClose,
  });

  return (
    <RowFormDialog
      form={saving}
      title={title}
      label={t(booking ? 'ui:save' : isExpense ? 'addExpense' : 'addRevenue')}
      onClose={onClose}
    >
      <Field form={form} name="propertyId">
        {(input) => (
          <PropertyField
            {...input}
            onChange={(propertyId) => {
              const before = form.getValues();
              form.setValue('propertyId', propertyId);
              const usual = byId.get(propertyId ?? '')?.currency;
              if (booking) return;
              if (usual) form.setValue('currency', usual);
              // The day that nobody has chosen is the new property's.
              if (before.occurredOn === todayOf(before.propertyId)) form.setValue('occurredOn', todayOf(propertyId));
            }}
          />
        )}
      </Field>
      <Group align="flex-start" wrap="nowrap">
        <Field form={form} name="amount" needs={({ currency }) => currency}>
          {(input, currency) => (
            <AmountInput
              label={t('amount')}
              withAsterisk
              flex={1}
              data-autofocus
              currency={currency}
              field={bookingFields.amountMinor}
              {...input}
            />
          )}
        </Field>
        <Field form={form} name="currency">
          {(input) => <CurrencyInput {...input} />}
        </Field>
      </Group>
      <Group align="flex-start" grow>
        <Field form={form} name="category">
          {(input) => (
            <Select
              label={t('category')}
              withAsterisk
              allowDeselect={false}
              data={kind.categories.map((category) => ({ value: category, label: categoryName(category) }))}
              {...input}
            />
          )}
        </Field>
        <Field form={form} name="occurredOn" needs={({ propertyId }) => todayOf(propertyId)}>
          {(input, today) => (
            <DayInput label={t('date')} withAsterisk today={today} max={today} afterMax={t('inTheFuture')} {...input} />
          )}
        </Field>
      </Group>
      {isExpense && (
        <Field form={form} name="vendor">
          {(input) => <TextInput label={t('vendor')} {...inputAttributes(expenseFields.vendor)} {...input} />}
        </Field>
      )}
      <Field form={form} name="description">
        {(input) => (
          <LongTextInput label={t('description')} rows={2} {...inputAttributes(bookingFields.description)} {...input} />
        )}
      </Field>
    </RowFormDialog>
  );
}

function toValues(booking: Booking): Values {
  return {
    propertyId: booking.propertyId,
    amount: typedAmount(booking.amountMinor, booking.currency),
    currency: booking.currency,
    category: booking.category,
    occurredOn: booking.occurredOn,
    vendor: ('vendor' in booking ? booking.vendor : null) ?? '',
    description: booking.description ?? '',
  };
}
