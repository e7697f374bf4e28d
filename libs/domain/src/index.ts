export * from './problems.js';
export * from './tickets/status.js';
export * from './tickets/transitions.js';
export * from './tickets/effects.js';
export * from './tickets/confirmation.js';
export * from './tickets/numbers.js';
export * from './tickets/canned.js';
export * from './calendar/types.js';
export { addBusinessTime, businessMinutesBetween } from './calendar/arithmetic.js';
export { compileCalendar } from './calendar/cache.js';
export { NoOpenTimeError } from './calendar/compile.js';
export { formatInstant, parseInstant } from './calendar/instants.js';
export { validateCalendar } from './calendar/validate.js';
export * from './sla/policy.js';
export {
  SLA_TARGETS,
  type SlaTarget,
  type SlaState,
  type SlaClock,
  type SlaSegment,
  type SlaThreshold,
  type SlaRunState,
  type SlaCause,
} from './sla/state.js';
export { startSla, applySlaEvent, type SlaEvent } from './sla/events.js';
export * from './sla/view.js';
export * from './permissions/ticket-policy.js';
