import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { useUser } from '../../session.js';
import { notifyError } from '../../ui/notify-error.js';
import { useRowHistory } from '../../ui/row-history.js';
import { rowFormFor } from '../unsaved/row-forms.js';

/** Opens the row that the address names: its form, or its history for those who may not change it. */
export default function OpenRow({ name }: { name: string }) {
  const [kind = '', rowId = ''] = name.split(':');
  const isNew = rowId === 'new';
  const { t } = useTranslation('overlay');
  const { role } = useUser();
  const navigate = useNavigate();
  const showHistory = useRowHistory();
  const entry = rowFormFor(kind, role);
  const close = () => void navigate({ to: '.', search: ({ row: _, ...rest }) => rest, replace: true });
  const { data, error } = useQuery({
    queryKey: ['open-row', name],
    queryFn: ({ signal }) => request<object>('GET', `${entry?.path}/${rowId}`, { signal }),
    enabled: entry !== undefined && !isNew,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

  const giveUp = useEffectEvent(() => {
    if (error) notifyError(t('search.notOpened'), error);
    else if (!isNew) showHistory?.({ resource: kind, rowId, name: t('search.thisRow') });
    close();
  });
  const hasForm = entry !== undefined;
  useEffect(() => {
    if (error || !hasForm) giveUp();
  }, [error, hasForm]);

  if (!entry || error || (!isNew && !data)) return null;
  return <entry.Form key={name} row={(isNew ? undefined : data) as never} role={role} onClose={close} />;
}
