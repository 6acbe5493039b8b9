import { inputAttributes, optionsOf, type Role, type User, userFields } from '@bellhop/hotel';
import { Modal, MultiSelect, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { checkEmail } from '../../ui/email.js';
import { FormActions } from '../../ui/form-actions.js';
import { FormNotices } from '../../ui/form-notices.js';
import { useRowForm } from '../../ui/row-form.js';
import { useProperties } from '../properties/use-properties.js';
import { users } from '../../people/live.js';
import { ROLE_NAMES, ROLE_TEXTS } from './user-theme.js';

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
      name: (name) => (name.trim() === '' ? 'Enter a name' : null),
      propertyIds: (propertyIds, { role, allProperties }) =>
        nameOnly || role === 'owner' || allProperties || propertyIds.length > 0 ? null : 'Choose at least one property',
    },
  });
  const { role, allProperties } = form.values;

  const saving = useRowForm({
    rows: users,
    row: user,
    title: user ? `Edit ${user.name}` : 'Invite somebody',
    form,
    toValues,
    toBody: (values) => ({
      name: values.name.trim(),
      ...(!user && { email: values.email.trim() }),
      ...(!nameOnly && { role: values.role, ...accessOf(values) }),
    }),
    fields: [
      { label: 'Email', of: ['email'] },
      { label: 'Name', of: ['name'] },
      // Together: who may see everything has no list, and a role may need one.
      {
        label: 'Access',
        of: ['role', 'allProperties', 'propertyIds'],
        show: ({ role: chosen, allProperties: all, propertyIds }) =>
          [ROLE_NAMES[chosen], all ? 'All properties' : propertyIds.map((id) => byId.get(id)?.name ?? '').join(', ')]
            .filter(Boolean)
            .join(' · '),
      },
    ],
    onDone: onClose,
  });

  return (
    <Modal
      opened
      onClose={onClose}
      title={user ? `Edit ${user.name}` : 'Invite somebody'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={saving.submit} noValidate>
        <Stack gap="md">
          <FormNotices form={saving} />
          {!user && (
            <TextInput
              label="Email"
              type="email"
              description="We send an invitation link, which is valid for seven days."
              withAsterisk
              data-autofocus
              {...inputAttributes(userFields.email)}
              autoComplete="off"
              {...form.getInputProps('email')}
            />
          )}
          <TextInput
            label="Name"
            withAsterisk
            {...(user && { 'data-autofocus': true })}
            {...inputAttributes(userFields.name)}
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          {!nameOnly && (
            <>
              <Select
                label="Role"
                description={ROLE_TEXTS[role]}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                allowDeselect={false}
                data={optionsOf(userFields.role).map((value) => ({ value, label: ROLE_NAMES[value] }))}
                {...form.getInputProps('role')}
              />
              {role === 'owner' ? (
                <Text size="sm" c="dimmed">
                  Owners see every property.
                </Text>
              ) : (
                <Stack gap="sm">
                  <Switch
                    label="All properties, including future ones"
                    {...form.getInputProps('allProperties', { type: 'checkbox' })}
                  />
                  {!allProperties && (
                    <MultiSelect
                      label="Properties"
                      placeholder={form.values.propertyIds.length === 0 ? 'Choose properties' : ''}
                      withAsterisk
                      searchable={properties.length > 10}
                      hidePickedOptions
                      data={properties.map(({ propertyId, name }) => ({ value: propertyId, label: name }))}
                      {...form.getInputProps('propertyIds')}
                    />
                  )}
                </Stack>
              )}
            </>
          )}
          <FormActions form={saving} label={user ? 'Save' : 'Send invitation'} onClose={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

/** Returns the access fields of the request: none for owners, who see everything; else all properties or the named ones. */
function accessOf({ role, allProperties, propertyIds }: Values): Readonly<Record<string, unknown>> {
  if (role === 'owner') return {};
  return allProperties ? { allProperties } : { propertyIds };
}

const toValues = ({ email, name, role, allProperties, propertyIds }: User): Values => ({
  email,
  name,
  role,
  allProperties,
  propertyIds: [...propertyIds],
});
