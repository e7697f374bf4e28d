import { describe, expect, it } from '@jest/globals';
import { isConfirmationText } from './confirmation.js';

describe('a reply that is only a confirmation word', () => {
  it.each([
    'confirmo',
    'resuelto',
    'solucionado',
    'confirmed',
    'solved',
    'Confirmo.',
    '  ¡RESUELTO!  ',
    '«Solucionado»',
    'Confirmó',
    'résuelto',
    'solucionado\u0301',
    'Solved 👍',
    '\r\n\tconfirmed\n\n',
    '**resuelto**',
    'ｓｏｌｖｅｄ',
    '\u200Bsolved\uFEFF',
  ])('%j confirms', (text) => {
    expect(isConfirmationText(text)).toBe(true);
  });

  it.each([
    '',
    '   ',
    '!!!',
    'no resuelto',
    'No, resuelto no está',
    'resuelto, pero vuelve a fallar',
    'confirmo confirmo',
    'unsolved',
    'irresuelto',
    'con firmo',
    'sol-ved',
    'Gracias',
    '¿Resuelto el otro ticket?',
    'solved 2',
  ])('%j does not', (text) => {
    expect(isConfirmationText(text)).toBe(false);
  });

  it('takes no time over a very long message', () => {
    const started = performance.now();
    expect(isConfirmationText('¡'.repeat(200_000) + 'x')).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
