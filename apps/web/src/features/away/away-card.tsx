import { dayIn } from '@bellhop/hotel';
import { Anchor, CloseButton, Group, Paper, Text } from '@mantine/core';
import { IconCoffee } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pagesFor } from '../../pages/domains.js';
import { perLocale } from '../../language/locale.js';
import { formatList } from '../../language/numbers.js';
import { useUser } from '../../session.js';
import { keepProperty } from '../../ui/address.js';
import { formatMoney } from '../../ui/money.js';
import { kindName } from '../../ui/row-words.js';
import { type News, newsOf } from './news.js';
import { sinceOf } from './since.js';
import { type Missed, useAbsence } from './use-absence.js';

const lists = perLocale((locale) => new Intl.ListFormat(locale));

/** Says what happened while the user was away; nothing if nothing did. */
export default function AwayCard() {
  const missed = useAbsence(useUser().userId);
  return missed ? <Card {...missed} /> : null;
}

function Card({ since, back, summary, dismiss }: Missed) {
  const { t } = useTranslation(['overlay', 'ui']);
  // As everywhere in the dashboard, moments are those of the reader's own clock.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const when = sinceOf(since, back, timeZone);
  const from = dayIn(timeZone, since);
  const heading =
    'time' in when
      ? t(`away.since.${when.kind}`, { time: when.time })
      : t(`away.since.${when.kind}`, { day: when.day });
  return (
    <Paper component="section" className="bh-screen" aria-label={heading} px="md" py="xs" mb="lg" variant="surface">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <IconCoffee size={20} stroke={1.7} aria-hidden style={{ flex: 'none', marginTop: 3 }} />
        <Text size="sm" flex={1} miw={0} lh={1.7} role="status">
          <strong>{t('away.headed', { heading })}</strong> <Sentence news={newsOf(summary)} from={from} />
          {' · '}
          <ListLink to="/app/activity" search={{ from }}>
            {t('away.everything')}
          </ListLink>
        </Text>
        <CloseButton aria-label={t('away.dismiss')} onClick={dismiss} />
      </Group>
    </Paper>
  );
}

/** Joins the news as the reader’s language joins a list, each with a link to its list. */
function Sentence({ news, from }: { news: readonly News[]; from: string }): ReactNode {
  let place = -1;
  return lists()
    .formatToParts(news.map(() => '·'))
    .map(({ type, value }, index) => {
      if (type === 'element') place += 1;
      const one = news[place];
      return <Fragment key={index}>{type === 'element' && one ? <NewsLink news={one} from={from} /> : value}</Fragment>;
    });
}

function NewsLink({ news, from }: { news: News; from: string }) {
  const { t } = useTranslation('overlay');
  const amounts =
    'sums' in news
      ? formatList(news.sums.map((sum) => formatMoney(sum.amountMinor, sum.currency, { whole: true })))
      : '';
  switch (news.says) {
    case 'tasks':
      return (
        <ListLink to="/app/activity" search={{ kind: 'task', from }}>
          {t('away.tasks', { count: news.count })}
        </ListLink>
      );
    case 'assigned':
      return (
        <ListLink to="/app/tasks" search={{ assignee: 'me' }}>
          {t('away.assigned', { count: news.count })}
        </ListLink>
      );
    case 'revenues':
    case 'expenses':
      return (
        <ListLink to="/app/finance" search={{ kind: news.says === 'revenues' ? 'revenue' : 'expense' }}>
          {t(`away.${news.says}`, { amounts })}
        </ListLink>
      );
    case 'others':
      return (
        <ListLink to="/app/activity" search={{ kind: news.kind, from }}>
          {t('away.others', { count: news.count, kind: kindName(news.kind) })}
        </ListLink>
      );
  }
}

interface ListLinkProps {
  readonly to: '/app/tasks' | '/app/finance' | '/app/activity';
  readonly search: object;
  readonly children: string;
}

/** A link to a filtered list, in the selected property. */
function ListLink({ to, search, children }: ListLinkProps) {
  const { role } = useUser();
  if (!pagesFor(role).some(({ path }) => path === to)) return children;
  return (
    <Anchor
      size="sm"
      renderRoot={(anchor) => (
        <Link to={to} search={(before) => ({ ...keepProperty(before), ...search })} {...anchor} />
      )}
    >
      {children}
    </Anchor>
  );
}
