import type { AuditEntry, Page } from '@bellhop/protocol';
import { Group, Paper, Stack, Switch, Table, Text, ThemeIcon } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconClipboardText } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api.js';
import { LoadMore } from '../../ui/load-more.js';
import { LoadingRows } from '../../ui/loading-rows.js';
import { moment } from '../../ui/moments.js';
import { PageHeader } from '../../ui/page-header.js';
import { FailedPanel, RefreshFailed, StatePanel } from '../../ui/state-panel.js';
import { usePhone } from '../../ui/use-phone.js';
import { useUser } from '../../session.js';
import { changeIn, displayOf } from './actions.js';
import classes from './audit.module.css';

const PAGE_SIZE = 50;
/** New entries cause no event, so an open page polls for them. In milliseconds. */
const EVERY_MS = 30_000;

/** Who did what, newest first. */
export function AuditPage() {
  useDocumentTitle('Audit · Bellhop');
  const { orgName } = useUser();
  return (
    <>
      <PageHeader title="Audit" subtitle={`Who did what at ${orgName}`} />
      <Paper p={{ base: 'md', sm: 'lg' }} bd="1px solid var(--bh-line)" bg="var(--bh-surface)">
        <Entries />
      </Paper>
    </>
  );
}

function Entries() {
  const [all, setAll] = useState(true);
  return (
    <Stack gap="md">
      <Switch
        label="Show failed sign-ins"
        checked={all}
        onChange={({ currentTarget }) => setAll(currentTarget.checked)}
      />
      <EntryList except={all ? undefined : 'sign_in_failed'} />
    </Stack>
  );
}

/** @param except an action to leave out */
function EntryList({ except }: { except: string | undefined }) {
  const entries = useInfiniteQuery({
    queryKey: ['audit', except ?? null],
    queryFn: ({ pageParam, signal }) =>
      request<Page<AuditEntry>>('GET', '/audit', {
        query: { limit: PAGE_SIZE, after: pageParam ?? undefined, except },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && state.data.pages.length > 1 ? false : EVERY_MS),
  });
  const phone = usePhone();
  const rows = entries.data?.pages.flatMap(({ items }) => items) ?? [];

  if (entries.isPending) return <LoadingRows height={40} />;
  if (entries.isError && rows.length === 0) {
    return <FailedPanel error={entries.error} onRetry={() => void entries.refetch()} />;
  }
  if (rows.length === 0) {
    return (
      <StatePanel icon={IconClipboardText} title="No entries yet" text="Activity in your organisation appears here." />
    );
  }
  return (
    <>
      <RefreshFailed {...entries} />
      {phone ? (
        <ul className={classes.list}>
          {rows.map((entry) => (
            <li key={entry.entryId} className={classes.item}>
              <What entry={entry} />
              <Text size="xs" c="dimmed" pl={44}>
                {[whoOf(entry), moment(entry.at), entry.address].filter(Boolean).join(' · ')}
              </Text>
            </li>
          ))}
        </ul>
      ) : (
        <div className={classes.wide}>
          <Table className={classes.table} verticalSpacing={6} aria-label="Audit">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">What</Table.Th>
                <Table.Th scope="col">Who</Table.Th>
                <Table.Th scope="col">From</Table.Th>
                <Table.Th scope="col">When</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((entry) => (
                <Table.Tr key={entry.entryId}>
                  <Table.Td>
                    <What entry={entry} />
                  </Table.Td>
                  <Table.Td>{whoOf(entry)}</Table.Td>
                  <Table.Td className={classes.quiet}>{entry.address}</Table.Td>
                  <Table.Td className={classes.quiet}>
                    <time dateTime={entry.at}>{moment(entry.at)}</time>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <LoadMore {...entries} />
    </>
  );
}

const whoOf = ({ actorName }: AuditEntry): string => actorName ?? 'Not signed in';

function What({ entry }: { entry: AuditEntry }) {
  const { label, icon: Mark, isNotable } = displayOf(entry);
  const change = changeIn(entry.details);
  const target = entry.targetName === entry.actorName ? null : entry.targetName;
  return (
    <Group gap={12} wrap="nowrap">
      <ThemeIcon size={32} radius="md" variant="light" color={isNotable ? 'brass' : 'gray'}>
        <Mark size={17} stroke={1.7} aria-hidden />
      </ThemeIcon>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <strong className={classes.action}>{label}</strong>
        {target && ` · ${target}`}
        {change && <span className={classes.change}> {change}</span>}
      </Text>
    </Group>
  );
}
