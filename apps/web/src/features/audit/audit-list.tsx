import type { AuditEntry } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { Group, Text, ThemeIcon } from '@mantine/core';
import { IconClipboardText } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { createElement, memo, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { sideBySide } from '../../language/numbers.js';
import { request } from '../../api.js';
import { ListStates } from '../../ui/list-states.js';
import { moment } from '../../ui/moments.js';
import { RowCards, RowTable, TableCell, TableRow } from '../../ui/row-table.js';
import { StatePanel } from '../../ui/state-panel.js';
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
  const pages = entries.data?.pages;
  const rows = useMemo(() => pages?.flatMap(({ items }) => items) ?? [], [pages]);
  const render = useCallback(
    (entry: AuditEntry) => {
      const Shown = phone ? Card : Line;
      return <Shown key={entry.entryId} entry={entry} />;
    },
    [phone],
  );

  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const shown = { label: t('title'), rows, idOf, children: render };
  return (
    <ListStates
      list={entries}
      isEmpty={rows.length === 0}
      rowHeight={40}
      empty={
        <StatePanel icon={IconClipboardText} title={t('emptyTitle')} text={isFiltered ? t('noMatch') : t('empty')} />
      }
    >
      {phone ? (
        <RowCards rowHeight={5} {...shown} />
      ) : (
        <RowTable
          rowHeight={3.25}
          columns={[
            { title: t('what'), least: 16, share: 3 },
            { title: t('who'), least: 8 },
            { title: t('address'), least: 8.5, share: 0.8 },
            { title: t('when'), least: 12, share: 0.9 },
          ]}
          {...shown}
        />
      )}
    </ListStates>
  );
}

const idOf = ({ entryId }: AuditEntry): string => String(entryId);

interface EntryProps {
  readonly entry: AuditEntry;
}

const Card = memo(function AuditCard({ entry }: EntryProps) {
  const { t } = useTranslation('audit');
  return (
    <div role="listitem" className={classes.item}>
      <What entry={entry} />
      <Text size="xs" c="dimmed" ps={44}>
        {sideBySide([entry.actorName ?? t('notSignedIn'), moment(entry.at), entry.address])}
      </Text>
    </div>
  );
});

const Line = memo(function AuditLine({ entry }: EntryProps) {
  const { t } = useTranslation('audit');
  return (
    <TableRow>
      <TableCell>
        <What entry={entry} />
      </TableCell>
      <TableCell>{entry.actorName ?? t('notSignedIn')}</TableCell>
      <TableCell className={classes.quiet}>{entry.address}</TableCell>
      <TableCell className={classes.quiet}>
        <time dateTime={entry.at}>{moment(entry.at)}</time>
      </TableCell>
    </TableRow>
  );
});

function What({ entry }: EntryProps) {
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
