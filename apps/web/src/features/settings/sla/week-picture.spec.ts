import { describe, expect, it } from '@jest/globals';
import { openByDay } from './week-picture.js';

describe('the picture of a week', () => {
  it('shows several intervals a day, and a night from Sunday in Monday’s row too', () => {
    const days = openByDay([
      { weekday: 1, from: '09:00', to: '14:00' },
      { weekday: 1, from: '16:00', to: '24:00' },
      { weekday: 7, from: '22:00', to: '06:00' },
    ]);
    expect(days[0]).toEqual([
      { from: 540, to: 840 },
      { from: 960, to: 1_440 },
      { from: 0, to: 360 },
    ]);
    expect(days[6]).toEqual([{ from: 1_320, to: 1_440 }]);
    expect(days.slice(1, 6)).toEqual([[], [], [], [], []]);
  });

  it('leaves out what is not a time yet', () => {
    expect(openByDay([{ weekday: 2, from: '9', to: '' }]).flat()).toEqual([]);
  });
});
