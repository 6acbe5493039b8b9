import { inputAttributes, propertyFields, type Property, zoneKnownHere } from '@bellhop/hotel';
import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { currentLocale, perLocale } from '../../language/locale.js';
import { i18n } from '../../language/messages.js';
import { useAtMinute } from '../../ui/minutes.js';
import { CURRENCIES } from '../../ui/money.js';
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
  name: (name: string) => (name.trim() === '' ? i18n.t('properties:enterName') : null),
  city: (city: string) => (city.trim() === '' ? i18n.t('properties:enterCity') : null),
  timezone: (timezone: string) => (timezone === '' ? i18n.t('properties:chooseTimezone') : null),
  currency: (currency: string) => (currency === '' ? i18n.t('properties:chooseCurrency') : null),
  rooms: (rooms: number | string) => (rooms === '' ? i18n.t('properties:enterRooms') : null),
};

/** The fields of a property, in a form of its own or a larger one. */
export function PropertyFields({ form }: { form: UseFormReturnType<PropertyValues> }) {
  const { t } = useTranslation('properties');
  const { timezone, currency } = form.values;
  const time = useAtMinute((now) => (timezone === '' ? '' : timeIn(timezone, now)));
  return (
    <>
      <TextInput
        label={t('name')}
        placeholder={t('nameExample')}
        withAsterisk
        data-autofocus
        autoComplete="off"
        {...inputAttributes(propertyFields.name)}
        {...form.getInputProps('name')}
      />
      <Group align="flex-start" grow>
        <TextInput
          label={t('city')}
          withAsterisk
          autoComplete="off"
          {...inputAttributes(propertyFields.city)}
          {...form.getInputProps('city')}
        />
        <NumberInput
          label={t('rooms')}
          withAsterisk
          hideControls
          allowDecimal={false}
          allowNegative={false}
          {...inputAttributes(propertyFields.rooms)}
          {...form.getInputProps('rooms')}
        />
      </Group>
      <Select
        label={t('timezone')}
        description={time && t('timeThere', { time })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        withAsterisk
        searchable
        limit={60}
        allowDeselect={false}
        nothingFoundMessage={t('noTimezone')}
        data={including(TIMEZONES, timezone).map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
        {...form.getInputProps('timezone')}
      />
      <Select
        label={t('currency')}
        description={t('currencyHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        withAsterisk
        searchable
        limit={60}
        allowDeselect={false}
        nothingFoundMessage={t('noCurrency')}
        data={including(CURRENCIES, currency).map((value) => ({ value, label: `${value} · ${nameOf(value)}` }))}
        {...form.getInputProps('currency')}
      />
    </>
  );
}

const TIMEZONES = Intl.supportedValuesOf('timeZone');

const currencyNames = perLocale((locale) => new Intl.DisplayNames(locale, { type: 'currency' }));
const nameOf = (currency: string): string => currencyNames().of(currency) ?? currency;

/** Browsers list one name of each zone; the server accepts all. */
const including = (values: readonly string[], current: string): readonly string[] =>
  current === '' || values.includes(current) ? values : [current, ...values];

/** The time of day in a zone. */
export const timeIn = (timeZone: string, now: number): string =>
  new Intl.DateTimeFormat(currentLocale(), {
    timeZone: zoneKnownHere(timeZone),
    hour: 'numeric',
    minute: '2-digit',
  }).format(now);
