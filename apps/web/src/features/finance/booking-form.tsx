import '@mantine/dates/styles.css';
import { bookingFields, type Expense, expenseFields, inputAttributes, type Revenue } from '@bellhop/hotel';
import { Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { isNotEmpty, useForm } from '@mantine/form';
import { today } from '../../ui/days.js';
import { FormActions } from '../../ui/form-actions.js';
import { FormProblem } from '../../ui/form-problem.js';
import { AmountInput, CurrencyInput } from '../../ui/money-inputs.js';
import { currencyProblem, toMajor, toMinor } from '../../ui/money.js';
import { useRowForm } from '../../ui/row-form.js';
import { PropertyField } from '../properties/property-field.js';
import { useProperties } from '../properties/use-properties.js';
import { type BookingKind, categoryName, EXPENSE, REVENUE } from './booking-kinds.js';
import type { Booking } from './live.js';

const AMOUNT_MINOR = inputAttributes(bookingFields.amountMinor);

interface Values {
  propertyId: string | null;
  /** In major units, as typed. */
  amount: number | string;
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
  const isExpense = kind.noun === 'expense';

  const form = useForm<Values>({
    initialValues: booking
      ? toValues(booking)
      : {
          propertyId: place?.propertyId ?? null,
          amount: '',
          currency: place?.currency ?? 'EUR',
          category: kind.categories[0] ?? null,
          occurredOn: today(),
          vendor: '',
          description: '',
        },
    validate: {
      propertyId: isNotEmpty('Choose a property'),
      amount: (amount, { currency }) => checkAmount(toMinor(Number(amount), currency)),
      currency: currencyProblem,
      category: isNotEmpty('Choose a category'),
      occurredOn: isNotEmpty('Choose a date'),
    },
  });

  const saving = useRowForm({
    rows: kind.rows,
    row: booking,
    form,
    toValues,
    toBody: ({ amount, currency, description, vendor, ...rest }) => ({
      ...rest,
      currency,
      amountMinor: toMinor(Number(amount), currency),
      description: description.trim() || null,
      ...(isExpense && { vendor: vendor.trim() || null }),
    }),
    fieldNames: { amountMinor: 'amount' },
    onDone: onClose,
  });

  const title = `${booking ? 'Edit' : 'New'} ${kind.noun}`;
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={saving.submit} noValidate>
        <Stack gap="md">
          <FormProblem error={saving.problem} />
          <PropertyField
            {...form.getInputProps('propertyId')}
            onChange={(propertyId) => {
              form.setFieldValue('propertyId', propertyId);
              const usual = byId.get(propertyId ?? '')?.currency;
              if (usual && !booking) form.setFieldValue('currency', usual);
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
            <DateInput label="Date" withAsterisk valueFormat="D MMM YYYY" {...form.getInputProps('occurredOn')} />
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

function checkAmount(amountMinor: number): string | null {
  const { min = -Infinity, max = Infinity } = AMOUNT_MINOR;
  // Also true for NaN.
  if (!(amountMinor >= min)) return 'Enter an amount';
  return amountMinor <= max ? null : 'Enter a smaller amount';
}

function toValues(booking: Booking): Values {
  return {
    propertyId: booking.propertyId,
    amount: toMajor(booking.amountMinor, booking.currency),
    currency: booking.currency,
    category: booking.category,
    occurredOn: booking.occurredOn,
    vendor: ('vendor' in booking ? booking.vendor : null) ?? '',
    description: booking.description ?? '',
  };
}
