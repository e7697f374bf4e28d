import { describe, expect, it } from '@jest/globals';
import { march, policy, Story } from '../../test/sla-story.js';
import { DEFAULT_SLA_TARGETS } from './policy.js';
import { nextSlaThresholds, reachedSlaThresholds } from './view.js';

const high = { ...DEFAULT_SLA_TARGETS.high, next_response_minutes: 60 };
const caring = policy({ id: 'caring', targets: { ...DEFAULT_SLA_TARGETS, high } });

describe('next response', () => {
  const answered = Story.created(march(2, '10:00'), { by: caring }).agentReplies(march(2, '10:30'));

  it('is off by default', () => {
    const story = Story.created(march(2, '10:00'))
      .agentReplies(march(2, '10:30'))
      .customerReplies(march(2, '11:00'));
    expect(story.seenAt(march(2, '11:00')).next_response).toBeNull();
  });

  it('starts with what a customer writes after the first response', () => {
    expect(answered.state.next_response).toBeNull();
    const asked = answered.customerReplies(march(2, '12:00'));
    expect(asked.seenAt(march(2, '12:20')).next_response).toMatchObject({
      state: 'running',
      due_at: march(2, '13:00'),
      remaining_minutes: 40,
    });
  });

  it('does not start while the first response is still owed', () => {
    const asked = Story.created(march(2, '10:00'), { by: caring }).customerReplies(march(2, '10:10'));
    expect(asked.state.next_response).toBeNull();
  });

  it('is counted from the first of several messages', () => {
    const asked = answered.customerReplies(march(2, '12:00')).customerReplies(march(2, '12:50'));
    expect(asked.state.next_response?.due_at).toBe(march(2, '13:00'));
  });

  it('is met by the next public agent reply, and starts anew with the next question', () => {
    const second = answered
      .customerReplies(march(2, '12:00'))
      .agentReplies(march(2, '12:59'))
      .customerReplies(march(3, '12:00'));
    expect(second.seenAt(march(3, '12:00')).next_response).toMatchObject({
      due_at: march(3, '13:00'),
      used_minutes: 0,
      breached: false,
    });
    expect(nextSlaThresholds(second.state)[0]).toMatchObject({ target: 'next_response', cycle: 2 });
  });

  it('warns and breaches once for each wait, told apart by its cycle', () => {
    const story = answered
      .customerReplies(march(2, '12:00'))
      .agentReplies(march(2, '14:00'))
      .customerReplies(march(2, '15:00'))
      .agentReplies(march(2, '15:50'));
    const alerts = reachedSlaThresholds(story.state).filter(({ target }) => target === 'next_response');
    expect(alerts.map(({ cycle, percent }) => `${cycle}: ${percent}`)).toEqual(['1: 80', '1: 100', '2: 80']);
    expect(story.seenAt(march(2, '16:00')).next_response?.breached).toBe(false);
  });

  it.each(['pending', 'on_hold'] as const)('does not pause in %s: the customer still waits', (status) => {
    const story = answered.customerReplies(march(2, '12:00')).becomes(status, march(2, '12:10'));
    expect(story.state.next_response?.due_at).toBe(march(2, '13:00'));
  });

  it('is met by resolving, and cancelled by a customer who closes first', () => {
    const asked = answered.customerReplies(march(2, '12:00'));
    const resolved = asked.becomes('resolved', march(2, '12:30')).seenAt(march(2, '14:00')).next_response;
    expect(resolved).toMatchObject({ state: 'met', met_at: march(2, '12:30'), breached: false });
    const closed = asked
      .becomes('closed', march(2, '12:30'), 'customer')
      .seenAt(march(2, '14:00')).next_response;
    expect(closed).toMatchObject({ state: 'cancelled', due_at: null, remaining_minutes: null });
  });

  it('moves with the priority, and is cancelled where the new one does not promise it', () => {
    const asked = answered.customerReplies(march(2, '12:00'));
    const generous = policy({
      ...caring,
      version: 2,
      targets: { ...caring.targets, high: { ...high, next_response_minutes: 90 } },
    });
    expect(asked.retargeted(march(2, '12:10'), { by: generous }).state.next_response?.due_at).toBe(
      march(2, '13:30'),
    );
    const dropped = asked.retargeted(march(2, '12:10'), { priority: 'low' });
    expect(dropped.seenAt(march(2, '12:10')).next_response).toMatchObject({
      state: 'cancelled',
      cause: 'retargeted',
    });
  });
});
