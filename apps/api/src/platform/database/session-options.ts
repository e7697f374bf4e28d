/** How the application's sessions are set up: times come in one zone, and are read by that. */
export const SESSION_OPTIONS = '-c TimeZone=UTC';
