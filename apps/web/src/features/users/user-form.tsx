import { inputAttributes, optionsOf, type Role, type User, userFields } from '@bellhop/hotel';
import { MultiSelect, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatList, sideBySide } from '../../language/numbers.js';
import { checkEmail } from '../../ui/email.js';
import { Field, useForm, useFormValue } from '../../ui/form.js';
import { RowFormDialog } from '../../ui/row-form-dialog.js';
import { useRowForm } from '../../ui/row-form.js';
import { useProperties } from '../properties/use-properties.js';
import { users } from '../../people/live.js';
import { accessOf } from './access.js';

interface Values {
  email: string;
  name: string;
  role: Role;
  allProperties: boolean;
  propertyIds: string[];
}

export interface UserFormProps {
  /** The user to change; undefined to invite one. */
  readonly user: User | undefined;
  /** Whether only the name may be changed. */
  readonly nameOnly?: boolean;
  readonly onClose: () => void;
}

export default function UserForm({ user, nameOnly = false, onClose }: UserFormProps) {
  const { t } = useTranslation(['users', 'app', 'ui']);
  const { properties, selected, byId } = useProperties();

  const form = useForm<Values>({
    initialValues: user
      ? toValues(user)
      : {
          email: '',
          name: '',
          role: 'staff',
          allProperties: false,
          propertyIds: selected ? [selected.propertyId] : [],
        },
    validate: {
      email: (email) => (user ? null : checkEmail(email)),
      name: (name) => (name.trim() === '' ? t('enterName') : null),
      propertyIds: (propertyIds, { role, allProperties }) =>
        nameOnly || role === 'owner' || allProperties || propertyIds.length > 0 ? null : t('chooseOneProperty'),
    },
  });
  const role = useFormValue(form, (values) => values.role);
  const allProperties = useFormValue(form, (values) => values.allProperties);

  const saving = useRowForm({
    rows: users,
    row: user,
    title: user ? t('edit', { name: user.name }) : t('invite'),
    form,
    toValues,
    toBody: (values) => ({
      name: values.name.trim(),
      ...(!user && { email: values.email.trim() }),
      ...(!nameOnly && accessOf(values)),
    }),
    fields: [
      { label: t('email'), of: ['email'] },
      { label: t('name'), of: ['name'] },
      // Together: who may see everything has no list, and a role may need one.
      {
        label: t('access'),
        of: ['role', 'allProperties', 'propertyIds'],
        show: ({ role: chosen, allProperties: all, propertyIds }) =>
          sideBySide([
            t(`app:role.${chosen}`),
            all ? t('allProperties') : formatList(propertyIds.map((id) => byId.get(id)?.name ?? '')),
          ]),
      },
    ],
    onDone: onClose,
  });

  return (
    <RowFormDialog
      form={saving}
      title={user ? t('edit', { name: user.name }) : t('invite')}
      label={user ? t('ui:save') : t('sendInvitation')}
      onClose={onClose}
    >
      {!user && (
        <Field form={form} name="email">
          {(input) => (
            <TextInput
              label={t('email')}
              type="email"
              description={t('invitationMail')}
              withAsterisk
              data-autofocus
              {...inputAttributes(userFields.email)}
              autoComplete="off"
              {...input}
            />
          )}
        </Field>
      )}
      <Field form={form} name="name">
        {(input) => (
          <TextInput
            label={t('name')}
            withAsterisk
            {...(user && { 'data-autofocus': true })}
            {...inputAttributes(userFields.name)}
            autoComplete="off"
            {...input}
          />
        )}
      </Field>
      {!nameOnly && (
        <>
          <Field form={form} name="role">
            {(input) => (
              <Select
                label={t('role')}
                description={t(`roleText.${role}`)}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                allowDeselect={false}
                data={optionsOf(userFields.role).map((value) => ({ value, label: t(`app:role.${value}`) }))}
                {...input}
              />
            )}
          </Field>
          {role === 'owner' ? (
            <Text size="sm" c="dimmed">
              {t('ownersSeeAll')}
            </Text>
          ) : (
            <Stack gap="sm">
              <Field form={form} name="allProperties">
                {({ value, ...input }) => <Switch label={t('allPropertiesFuture')} checked={value} {...input} />}
              </Field>
              {!allProperties && (
                <Field form={form} name="propertyIds">
                  {(input) => (
                    <MultiSelect
                      label={t('properties')}
                      placeholder={input.value.length === 0 ? t('chooseProperties') : ''}
                      withAsterisk
                      searchable={properties.length > 10}
                      hidePickedOptions
                      data={properties.map(({ propertyId, name }) => ({ value: propertyId, label: name }))}
                      {...input}
                    />
                  )}
                </Field>
              )}
            </Stack>
          )}
        </>
      )}
    </RowFormDialog>
  );
}

const toValues = ({ email, name, role, allProperties, propertyIds }: User): Values => ({
  email,
  name,
  role,
  allProperties,
  propertyIds: [...propertyIds],
});
