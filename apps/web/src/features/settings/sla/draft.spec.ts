import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../lib/api/problem.js';
import { bodyOf, draftOf, problemsAt, problemsOf, termsOf } from './draft.js';

const refusal = new ApiError('invalid_input', {
  errors: [
    { field: 'calendar.weekly.1', code: 'overlapping_intervals', message: 'Se solapa' },
    { field: 'calendar.weekly.1.from', code: 'invalid_time', message: 'No es una hora' },
    { field: 'calendar.weekly.10', code: 'empty_interval', message: 'Vacío' },
    { field: 'targets.high.first_response_minutes', code: 'x', message: 'Demasiado' },
  ],
});

describe('the refusal of a policy', () => {
  it('is found at its place, with what lies within it and nothing beside it', () => {
    const problems = problemsOf(refusal);
    expect(problemsAt(problems, 'calendar.weekly.1')).toEqual(['Se solapa', 'No es una hora']);
    expect(problemsAt(problems, 'targets')).toEqual(['Demasiado']);
    expect(problemsAt(problems, 'name')).toEqual([]);
    expect(problemsOf(new Error('offline'))).toEqual({});
  });
});

describe('the draft of a policy', () => {
  it('starts from the standard targets and is sent whole', () => {
    const draft = { ...draftOf(null), name: '  Oro ', warnings: [50, 80] };
    expect(bodyOf(draft)).toMatchObject({
      name: 'Oro',
      plan: null,
      warning_percents: [50, 80],
      calendar: null,
    });
    expect(bodyOf(draft).targets?.high).toEqual({ first_response_minutes: 240, resolution_minutes: 1_440 });
  });

  it('is previewed by the standard warning where it has none yet', () => {
    expect(termsOf({ ...draftOf(null), warnings: [] })).not.toHaveProperty('warning_percents');
  });
});
