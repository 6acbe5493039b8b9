import { Link } from '@tanstack/react-router';
import { useUser } from '../session.js';
import { pagesFor } from './domains.js';
import classes from './shell.module.css';

/** The property stays chosen from page to page; what belongs to one page does not. */
const keepProperty = ({ property }: { property?: string }) => (property === undefined ? {} : { property });

export function SideNavigation() {
  return pagesFor(useUser().role).map(({ path, label, icon: Mark }) => (
    <Link key={path} to={path} search={keepProperty} className={classes.link} style={{ marginBottom: 4 }}>
      <Mark size={20} stroke={1.7} aria-hidden />
      {label}
    </Link>
  ));
}

/** The same pages under the thumb. */
export function BottomNavigation() {
  return (
    <nav className={classes.tabs} aria-label="Pages">
      {pagesFor(useUser().role).map(({ path, label, icon: Mark }) => (
        <Link key={path} to={path} search={keepProperty} className={classes.link}>
          <Mark size={22} stroke={1.7} aria-hidden />
          {label}
        </Link>
      ))}
    </nav>
  );
}
