/**
 * Prefix of the names of leaders' locks. The rest contains the user's id, which a tab that has just been opened does not
 * know.
 */
export const LEADER_LOCK = 'bellhop ';
