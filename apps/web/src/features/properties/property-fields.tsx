import { inputAttributes, propertyFields, type Property } from '@bellhop/hotel';
import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { guessPlace } from './place-guess.js';

export interface PropertyValues {
  name: string;
  city: string;
  timezone: string;
  currency: string;
  rooms: number | string;
}

/** Values of a new property, with guesses from the browser. */
export const newProperty = (): PropertyValues => ({ name: '', city: '', ...guessPlace(), rooms: '' });

export const toValues = ({ name, city, timezone, currency, rooms }: Property): PropertyValues => ({
  ...{ name, city, timezone, currency, rooms },
});

export const toBody = ({ name, city, timezone, currency, rooms }: PropertyValues) => ({
  ...{ name: name.trim(), city: city.trim(), timezone, currency, rooms: Number(rooms) },
});

export const propertyChecks = {
  name: (name: string) => (name.trim() === '' ? 'Enter a name' : null),
  city: (city: string) => (city.trim() === '' ? 'Enter a city' : null),
  timezone: (timezone: string) => (timezone === '' ? 'Choose a time zone' : null),
  currency: (currency: string) => (currency === '' ? 'Choose a currency' : null),
  rooms: (rooms: number | string) => (rooms === '' ? 'Enter the number of rooms' : null),
};

/** The fields of a property, in a form of its own or a larger one. */
export function PropertyFields({ form }: { form: UseFormReturnType<PropertyValues> }) {
  const { timezone, currency } = form.values;
  return (
    <>
      <TextInput
        label="Name"
        placeholder="Hotel Aurora"
        withAsterisk
        data-autofocus
        autoComplete="off"
        {...inputAttributes(propertyFields.name)}
        {...form.getInputProps('name')}
      />
      <Group align="flex-start" grow>
        <TextInput
          label="City"
          withAsterisk
          autoComplete="off"
          {...inputAttributes(propertyFields.city)}
          {...form.getInputProps('city')}
        />
        <NumberInput
          label="Rooms"
          withAsterisk
          hideControls
          allowDecimal={false}
          allowNegative={false}
          {...inputAttributes(propertyFields.rooms)}
          {...form.getInputProps('rooms')}
        />
      </Group>
      <Select
        label="Time zone"
        description={
          timezone === '' ? undefined : `It is ${timeIn(timezone)} there now. Days begin and end by this clock.`
        }
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        withAsterisk
        searchable
        limit={60}
        allowDeselect={false}
        nothingFoundMessage="No such time zone"
        data={including(TIMEZONES, timezone).map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
        {...form.getInputProps('timezone')}
      />
      <Select
        label="Currency"
        description="For new bookings; each booking can have another one."
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        withAsterisk
        searchable
        limit={60}
        allowDeselect={false}
        nothingFoundMessage="No such currency"
        data={including(CURRENCIES, currency).map((value) => ({ value, label: `${value} · ${nameOf(value)}` }))}
        {...form.getInputProps('currency')}
      />
    </>
  );
}

const TIMEZONES = Intl.supportedValuesOf('timeZone');
const CURRENCIES = Intl.supportedValuesOf('currency');

const currencyNames = new Intl.DisplayNames(undefined, { type: 'currency' });
const nameOf = (currency: string): string => currencyNames.of(currency) ?? currency;

/** Browsers list one name of each zone; the server accepts all. */
const including = (values: readonly string[], current: string): readonly string[] =>
  current === '' || values.includes(current) ? values : [current, ...values];

/** The time of day in a zone. */
export const timeIn = (timeZone: string, now = Date.now()): string =>
  new Intl.DateTimeFormat(undefined, { timeZone, hour: 'numeric', minute: '2-digit' }).format(now);
