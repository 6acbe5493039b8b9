import type { AuditEntry } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { Group, Text, ThemeIcon } from '@mantine/core';
import { IconClipboardText } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { createElement } from 'react';
import { useTranslation } from 'react-i18next';
import { sideBySide } from '../../language/numbers.js';
import { request } from '../../api.js';
import { ListStates } from '../../ui/list-states.js';
import { moment } from '../../ui/moments.js';
import { StatePanel } from '../../ui/state-panel.js';
import { Table } from '../../ui/table.js';
import { usePhone } from '../../ui/use-phone.js';
import { iconOf, isNotable } from './actions.js';
import type { AuditFilter } from './audit-search.js';
import classes from './audit.module.css';
import { actionIn, detailsIn } from './wording.js';

const PAGE_SIZE = 50;
/** New entries cause no event, so an open page polls for them. In milliseconds. */
const EVERY_MS = 30_000;

/** The entries that fit a filter, newest first. */
export function AuditList({ filter }: { filter: AuditFilter }) {
  const { t } = useTranslation('audit');
  const entries = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<AuditEntry>>('GET', '/audit', {
        query: { ...filter, limit: PAGE_SIZE, after: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && state.data.pages.length > 1 ? false : EVERY_MS),
  });
  const phone = usePhone();
  const rows = entries.data?.pages.flatMap(({ items }) => items) ?? [];

  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <ListStates
      list={entries}
      isEmpty={rows.length === 0}
      rowHeight={40}
      empty={
        <StatePanel icon={IconClipboardText} title={t('emptyTitle')} text={isFiltered ? t('noMatch') : t('empty')} />
      }
    >
      {phone ? <Cards rows={rows} /> : <Rows rows={rows} />}
    </ListStates>
  );
}

interface RowsProps {
  readonly rows: readonly AuditEntry[];
}

function Cards({ rows }: RowsProps) {
  const { t } = useTranslation('audit');
  return (
    <ul className={classes.list}>
      {rows.map((entry) => (
        <li key={entry.entryId} className={classes.item}>
          <What entry={entry} />
          <Text size="xs" c="dimmed" ps={44}>
            {sideBySide([entry.actorName ?? t('notSignedIn'), moment(entry.at), entry.address])}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function Rows({ rows }: RowsProps) {
  const { t } = useTranslation('audit');
  return (
    <div className={classes.wide}>
      <Table aria-label={t('title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('what')}</Table.Th>
            <Table.Th scope="col">{t('who')}</Table.Th>
            <Table.Th scope="col">{t('address')}</Table.Th>
            <Table.Th scope="col">{t('when')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((entry) => (
            <Table.Tr key={entry.entryId}>
              <Table.Td>
                <What entry={entry} />
              </Table.Td>
              <Table.Td>{entry.actorName ?? t('notSignedIn')}</Table.Td>
              <Table.Td className={classes.quiet}>{entry.address}</Table.Td>
              <Table.Td className={classes.quiet}>
                <time dateTime={entry.at}>{moment(entry.at)}</time>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function What({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation(['audit', 'app']);
  const details = detailsIn(entry.details, t);
  const target = entry.targetName === entry.actorName ? null : entry.targetName;
  return (
    <Group gap={12} wrap="nowrap">
      <ThemeIcon size={32} radius="md" variant="light" color={isNotable(entry) ? 'brass' : 'gray'}>
        {createElement(iconOf(entry), { size: 17, stroke: 1.7, 'aria-hidden': true })}
      </ThemeIcon>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <strong className={classes.action}>{actionIn(entry, t)}</strong>
        {target && (
          <>
            {' · '}
            <bdi>{target}</bdi>
          </>
        )}
        {details && <span className={classes.change}> {details}</span>}
      </Text>
    </Group>
  );
}
