import { Button, Group, Portal } from '@mantine/core';
import { useMergedRef, useNetwork, useResizeObserver } from '@mantine/hooks';
import { IconCloudOff, IconLock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { realtime } from '../realtime.js';
import { session } from '../session.js';
import { loadedComponent } from '../ui/loaded-component.js';
import { useSecondsUntil } from '../ui/use-seconds-until.js';
import classes from './global-auth-banner.module.css';
import { useInertBeneath } from './inert-beneath.js';
import { type ConnectionProblem, useNextAttempt, useConnectionProblem } from './connection-problem.js';

const loadLogInAgain = () => import('../features/auth/log-in-again.js');
const LogInAgain = loadedComponent(loadLogInAgain);

/**
 * Shown above a page that cannot work as usual. After the session has ended the page is inert until the user logs in again;
 * without a connection one goes on reading and typing, and only saves wait.
 */
export function GlobalAuthBanner() {
  const problem = useConnectionProblem();
  // In its own portal, because all other children of `body` may become inert.
  return (
    problem && (
      <Portal reuseTargetNode={false}>
        <Banner problem={problem} />
      </Portal>
    )
  );
}

function Banner({ problem }: { problem: ConnectionProblem }) {
  const { t } = useTranslation('app');
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [measure, { height }] = useResizeObserver<HTMLElement>();
  useInertBeneath(problem === 'expired' ? element : null);
  // The layout reserves this height.
  useEffect(() => {
    const { style } = document.documentElement;
    style.setProperty('--bh-banner', `${element?.offsetHeight ?? height}px`);
    return () => void style.removeProperty('--bh-banner');
  }, [element, height]);

  const [isLoggingIn, setLoggingIn] = useState(false);
  useEffect(() => {
    if (problem === 'expired') loadLogInAgain().catch(() => undefined);
  }, [problem]);

  const banner = (
    <section
      ref={useMergedRef(setElement, measure)}
      className={classes.banner}
      data-problem={problem}
      aria-label={problem === 'expired' ? t('banner.session') : t('banner.connection')}
    >
      {problem === 'expired' ? <Expired onLogIn={() => setLoggingIn(true)} /> : <Offline />}
    </section>
  );
  return (
    <>
      {/* While everything else is inert, this is the main content. */}
      {problem === 'expired' ? <main>{banner}</main> : banner}
      {problem === 'expired' && isLoggingIn && <LogInAgain onClose={() => setLoggingIn(false)} />}
    </>
  );
}

function Expired({ onLogIn }: { onLogIn: () => void }) {
  const { t } = useTranslation('app');
  return (
    <>
      <IconLock size={20} stroke={1.8} aria-hidden />
      <div className={classes.text} role="alert">
        <h1>{t('banner.ended')}</h1>
        <span>{t('banner.logInToContinue')}</span>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button size="xs" color="dark" onClick={onLogIn}>
          {t('banner.logIn')}
        </Button>
        <Button size="xs" variant="default" onClick={() => window.location.reload()}>
          {t('reload')}
        </Button>
      </Group>
    </>
  );
}

function Offline() {
  const { t } = useTranslation(['app', 'ui']);
  const { online } = useNetwork();
  const seconds = useSecondsUntil(useNextAttempt());
  return (
    <>
      <IconCloudOff size={20} stroke={1.8} aria-hidden />
      <div className={classes.text}>
        <div className={classes.said} role="alert">
          <strong>{online ? t('banner.outOfReach') : t('banner.offline')}</strong>
          <span>{t('ui:offlineText')}</span>
        </div>
        <span className="bh-money" data-countdown>
          {seconds === undefined
            ? t('banner.waiting')
            : seconds === 0
              ? t('banner.retryingNow')
              : t('retryingIn', { seconds })}
        </span>
      </div>
      <Button size="xs" variant="default" onClick={tryAgain}>
        {t('ui:tryAgain')}
      </Button>
    </>
  );
}

function tryAgain(): void {
  if (session.getSnapshot().nextRetryAt !== undefined) void session.retryNow();
  realtime.stop();
  realtime.start();
}
