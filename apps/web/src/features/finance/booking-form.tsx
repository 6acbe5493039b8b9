import { bookingFields, type Expense, expenseFields, inputAttributes, type Revenue } from '@bellhop/hotel';
import { Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { DayInput, dayProblem } from '../../ui/day-input.js';
import { dayText } from '../../ui/days.js';
import { FormActions } from '../../ui/form-actions.js';
import { FormNotices } from '../../ui/form-notices.js';
import { AmountInput, amountProblem, CurrencyInput, readAmount, typedAmount } from '../../ui/money-inputs.js';
import { currencyProblem } from '../../ui/money.js';
import { useRowForm } from '../../ui/row-form.js';
import { PropertyField } from '../properties/property-field.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { useProperties } from '../properties/use-properties.js';
import { type BookingKind, categoryName, EXPENSE, REVENUE } from './booking-kinds.js';
import type { Booking } from './live.js';

const IN_THE_FUTURE = 'A booking cannot be in the future at the property';

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

/** The booking that a form edits; a new one without a row. */
export type OpenForm =
  { readonly kind: 'revenue'; readonly row?: Revenue } | { readonly kind: 'expense'; readonly row?: Expense };

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
      propertyId: isNotEmpty('Choose a property'),
      amount: (amount, { currency }) => amountProblem(amount, currency, bookingFields.amountMinor),
      currency: currencyProblem,
      category: isNotEmpty('Choose a category'),
      occurredOn: (day, { propertyId }) => dayProblem(day, todayOf(propertyId), IN_THE_FUTURE),
    },
  });

  const title = `${booking ? 'Edit' : 'New'} ${kind.noun}`;
  const saving = useRowForm({
    rows: kind.rows,
    row: booking,
    title,
    form,
    toValues,
    toBody: ({ amount, currency, description, vendor, ...rest }) => ({
      ...rest,
      currency,
      amountMinor: minorUnits(amount, currency),
      description: description.trim() || null,
      ...(isExpense && { vendor: vendor.trim() || null }),
    }),
    fields: [
      { label: 'Property', of: ['propertyId'], show: ({ propertyId }) => byId.get(propertyId ?? '')?.name ?? '' },
      { label: 'Amount', of: ['amount', 'currency'], show: ({ amount, currency }) => `${amount} ${currency}` },
      { label: 'Category', of: ['category'], show: ({ category }) => categoryName(category ?? '') },
      { label: 'Date', of: ['occurredOn'], show: ({ occurredOn }) => dayText(occurredOn) },
      { label: 'Vendor', of: ['vendor'] },
      { label: 'Description', of: ['description'] },
    ],
    fieldNames: { amountMinor: 'amount' },
    onDone: onClose,
  });

  const today = todayOf(form.values.propertyId);
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={saving.submit} noValidate>
        <Stack gap="md">
          <FormNotices form={saving} />
          <PropertyField
            {...form.getInputProps('propertyId')}
            onChange={(propertyId) => {
              form.setFieldValue('propertyId', propertyId);
              const usual = byId.get(propertyId ?? '')?.currency;
              if (booking) return;
              if (usual) form.setFieldValue('currency', usual);
              // The day that nobody has chosen is the new property's.
              if (form.values.occurredOn === todayOf(form.values.propertyId)) {
                form.setFieldValue('occurredOn', todayOf(propertyId));
              }
            }}
          />
          <Group align="flex-start" wrap="nowrap">
            <AmountInput
              label="Amount"
              withAsterisk
              flex={1}
              data-autofocus
              currency={form.values.currency}
              field={bookingFields.amountMinor}
              {...form.getInputProps('amount')}
              value={form.values.amount}
            />
            <CurrencyInput {...form.getInputProps('currency')} />
          </Group>
          <Group align="flex-start" grow>
            <Select
              label="Category"
              withAsterisk
              allowDeselect={false}
              data={kind.categories.map((category) => ({ value: category, label: categoryName(category) }))}
              {...form.getInputProps('category')}
            />
            <DayInput
              label="Date"
              withAsterisk
              today={today}
              max={today}
              afterMax={IN_THE_FUTURE}
              {...form.getInputProps('occurredOn')}
              value={form.values.occurredOn}
            />
          </Group>
          {isExpense && (
            <TextInput label="Vendor" {...inputAttributes(expenseFields.vendor)} {...form.getInputProps('vendor')} />
          )}
          <Textarea
            label="Description"
            autosize
            minRows={2}
            {...inputAttributes(bookingFields.description)}
            {...form.getInputProps('description')}
          />
          <FormActions form={saving} label={booking ? 'Save' : `Add ${kind.noun}`} onClose={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

/** Undefined for an amount that is not understood, which is not saved. */
function minorUnits(typed: string, currency: string): number | undefined {
  const read = readAmount(typed, currency, bookingFields.amountMinor);
  return 'amountMinor' in read ? read.amountMinor : undefined;
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
