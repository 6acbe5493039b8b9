import { inputAttributes, propertyFields, type Property, zoneKnownHere } from '@bellhop/hotel';
import { Group, NumberInput, Select, type SelectProps, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { currentLocale, perLocale } from '../../language/locale.js';
import { i18n } from '../../language/messages.js';
import { Field, type FieldInput, type Form } from '../../ui/form.js';
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
export function PropertyFields({ form }: { form: Form<PropertyValues> }) {
  const { t } = useTranslation('properties');
  return (
    <>
      <Field form={form} name="name">
        {(input) => (
          <TextInput
            label={t('name')}
            placeholder={t('nameExample')}
            withAsterisk
            data-autofocus
            autoComplete="off"
            {...inputAttributes(propertyFields.name)}
            {...input}
          />
        )}
      </Field>
      <Group align="flex-start" grow>
        <Field form={form} name="city">
          {(input) => (
            <TextInput
              label={t('city')}
              withAsterisk
              autoComplete="off"
              {...inputAttributes(propertyFields.city)}
              {...input}
            />
          )}
        </Field>
        <Field form={form} name="rooms">
          {(input) => (
            <NumberInput
              label={t('rooms')}
              withAsterisk
              hideControls
              allowDecimal={false}
              allowNegative={false}
              {...inputAttributes(propertyFields.rooms)}
              {...input}
            />
          )}
        </Field>
      </Group>
      <Field form={form} name="timezone">
        {(input) => <TimezoneInput {...input} />}
      </Field>
      <Field form={form} name="currency">
        {(input) => (
          <LongChoice
            label={t('currency')}
            description={t('currencyHint')}
            nothingFoundMessage={t('noCurrency')}
            data={including(CURRENCIES, input.value).map((value) => ({ value, label: `${value} · ${nameOf(value)}` }))}
            {...input}
          />
        )}
      </Field>
    </>
  );
}

function TimezoneInput(input: FieldInput<string>) {
  const { t } = useTranslation('properties');
  const { value: timezone } = input;
  const time = useAtMinute((now) => (timezone === '' ? '' : timeIn(timezone, now)));
  return (
    <LongChoice
      label={t('timezone')}
      description={time && t('timeThere', { time })}
      nothingFoundMessage={t('noTimezone')}
      data={including(TIMEZONES, timezone).map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
      {...input}
    />
  );
}

/** A choice that must be made, from more than one can look through. */
function LongChoice(props: SelectProps) {
  return (
    <Select
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      withAsterisk
      searchable
      limit={60}
      allowDeselect={false}
      {...props}
    />
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
