/**
 * Metadata key of routes whose readers live and end with their session. The application's guard asks
 * {@link SessionRoster} about it instead of the database: it knows what the streams that are open know.
 */
export const OF_A_SESSION = 'bellhop:of-a-session';
