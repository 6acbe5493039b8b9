import { optionsOf, type Role, type User, userFields } from '@bellhop/hotel';
import { useRowMutations } from '@bellhop/react';
import { Alert, Button, Group, MultiSelect, Select, Stack, Switch, Text } from '@mantine/core';
import { LongTextInput } from '../../ui/long-text-input.js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../ui/error-text.js';
import { Field, type Form, useForm, useFormValue } from '../../ui/form.js';
import { useProperties } from '../properties/use-properties.js';
import { users } from '../../people/live.js';
import { accessOf } from './access.js';
import { readAddresses } from './addresses.js';

/** Each is a request and a mail; more than this is rather a mistake. */
const MAX_AT_ONCE = 30;

interface Values {
  addresses: string;
  role: Role;
  allProperties: boolean;
  propertyIds: string[];
}

interface Outcome {
  readonly sent: readonly User[];
  readonly failed: readonly { readonly email: string; readonly error: Error }[];
}

/** Invites several people with the same rights. Addresses that were refused stay in the field. */
export function InvitePeople() {
  const { t } = useTranslation(['onboarding', 'users', 'app']);
  const { properties } = useProperties();
  const { create } = useRowMutations(users);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const form = useForm<Values>({
    initialValues: { addresses: '', role: 'staff', allProperties: true, propertyIds: [] },
    validate: {
      addresses: (text) => {
        const { invitees, wrong } = readAddresses(text);
        if (wrong.length > 0) return t('people.wrong', { addresses: wrong.slice(0, 3), count: wrong.length });
        if (invitees.length > MAX_AT_ONCE) return t('people.tooMany', { count: MAX_AT_ONCE });
        return invitees.length === 0 ? t('people.none') : null;
      },
      propertyIds: (ids, { role, allProperties }) =>
        role === 'owner' || allProperties || ids.length > 0 ? null : t('people.choose'),
    },
  });
  const role = useFormValue(form, (values) => values.role);
  const allProperties = useFormValue(form, (values) => values.allProperties);

  const send = async ({ addresses, ...access }: Values) => {
    const sent: User[] = [];
    const failed: { email: string; error: Error }[] = [];
    setBusy(true);
    for (const invitee of readAddresses(addresses).invitees) {
      try {
        const user = await create.mutateAsync({
          body: { ...invitee, ...accessOf(access) },
          idempotencyKey: crypto.randomUUID(),
        });
        if (user) sent.push(user);
      } catch (error) {
        failed.push({ email: invitee.email, error: error as Error });
      }
    }
    setBusy(false);
    setOutcome({ sent, failed });
    form.setValue('addresses', failed.map(({ email }) => email).join('\n'));
  };

  return (
    <form onSubmit={form.onSubmit((values) => void send(values))} noValidate>
      <Stack gap="md">
        <Field form={form} name="addresses">
          {(input) => (
            <LongTextInput
              label={t('people.addresses')}
              description={t('people.addressesHint')}
              rows={2}
              autoComplete="off"
              spellCheck={false}
              inputMode="email"
              {...input}
            />
          )}
        </Field>
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <Field form={form} name="role">
            {(input) => (
              <Select
                label={t('people.role')}
                description={t(`users:roleText.${role}`)}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                allowDeselect={false}
                data={optionsOf(userFields.role).map((value) => ({ value, label: t(`app:role.${value}`) }))}
                {...input}
              />
            )}
          </Field>
        </Group>
        {role !== 'owner' && properties.length > 1 && (
          <Field form={form} name="allProperties">
            {({ value, ...input }) => <Switch label={t('people.allProperties')} checked={value} {...input} />}
          </Field>
        )}
        {role !== 'owner' && !allProperties && (
          <Field form={form} name="propertyIds">
            {(input) => (
              <MultiSelect
                label={t('people.properties')}
                hidePickedOptions
                data={properties.map(({ propertyId, name }) => ({ value: propertyId, label: name }))}
                {...input}
              />
            )}
          </Field>
        )}
        <div aria-live="polite">{outcome && <Result {...outcome} />}</div>
        <Group justify="flex-end">
          <SendButton form={form} busy={busy} />
        </Group>
      </Stack>
    </form>
  );
}

function SendButton({ form, busy }: { form: Form<Values>; busy: boolean }) {
  const { t } = useTranslation('onboarding');
  const count = useFormValue(form, ({ addresses }) => Math.max(readAddresses(addresses).invitees.length, 1));
  return (
    <Button type="submit" loading={busy}>
      {t('people.send', { count })}
    </Button>
  );
}

function Result({ sent, failed }: Outcome) {
  const { t } = useTranslation('onboarding');
  return (
    <Stack gap="xs">
      {sent.length > 0 && (
        <Alert color="livery" variant="light">
          {t('people.sent', { addresses: sent.map(({ email }) => email), count: sent.length })}
        </Alert>
      )}
      {failed.length > 0 && (
        <Alert color="red" title={t('people.failed')}>
          {failed.map(({ email, error }) => (
            <Text key={email} size="sm">
              {`${email}: ${errorText(error)}`}
            </Text>
          ))}
        </Alert>
      )}
    </Stack>
  );
}
