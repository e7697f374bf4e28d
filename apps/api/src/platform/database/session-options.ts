/**
 * How the application's sessions are set up. Times come in one zone, and are read by that. A prepared statement is
 * planned once: a list that is planned anew each time costs more by that than by its rows, so statements are written
 * to be right for every value of their parameters.
 */
export const SESSION_OPTIONS = '-c TimeZone=UTC -c plan_cache_mode=force_generic_plan';
