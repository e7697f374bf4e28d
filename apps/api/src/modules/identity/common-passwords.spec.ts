import { describe, expect, it } from '@jest/globals';
import { isCommonPassword } from './common-passwords.js';

const OWN = ['Ana Pérez', 'ana.perez@acme.test', 'Talleres Iruña'];

describe('a password that somebody would try first', () => {
  it.each([
    ...[
      'password',
      'Password1',
      'P@ssw0rd',
      'passw0rd!',
      'PASSWORD123',
      'password2026!',
      '123password',
      'p4$$w0rd',
    ],
    ...[
      '12345678',
      '123456789',
      '1234567890',
      '87654321',
      '11111111',
      '00000000',
      'aaaaaaaa',
      'abababab',
      '12341234',
    ],
    ...[
      'qwertyui',
      'qwerty123',
      'qwertyuiop',
      'Qwerty123!',
      'asdfghjkl',
      '1q2w3e4r',
      '1qaz2wsx',
      'zxcvbnm1',
      'abcd1234',
    ],
    ...['abcdefgh', 'a1b2c3d4', '147258369', 'q1w2e3r4', 'poiuytrewq', 'abc123456', '123123123'],
    ...[
      'iloveyou',
      'letmein1',
      'Welcome1',
      'welcome123',
      'sunshine',
      'football1',
      'trustno1',
      'Summer2026',
      'admin123',
    ],
    ...[
      'contraseña',
      'Contrasena1',
      'contraseña123',
      'teamo123',
      'tequieromucho',
      'barcelona',
      'RealMadrid',
      'holahola',
    ],
    ...['princesa1', 'estrella', 'alejandro', 'Verano2026!', 'noviembre26', 'España2026', 'bienvenido1'],
    ...['changeme', 'noxdesk1', 'NoxDesk2026', 'helpdesk!', 'testtest', 'test1234'],
    ...['anaperez', 'AnaPerez1', 'ana.perez', 'perez2026', 'iruna123', 'Talleres1!', 'ana.perez@acme.test'],
  ])('is known: %s', (password) => {
    expect(isCommonPassword(password, OWN)).toBe(true);
  });

  it.each([
    'correct horse battery staple',
    'una clave larga',
    'una clave nueva',
    'otra contraseña larga',
    'muy secreta',
    'demo-password-of-the-tests',
    'tr0ub4dor&3-x',
    'k7#Lw9vQ',
    'Xq3mZp81',
    'perro verde lunar',
    'monte-azul-42-tren',
    '日本語のパスワード',
  ])('is none of them: %s', (password) => {
    expect(isCommonPassword(password, OWN)).toBe(false);
  });

  it('is told at once, however long it is', () => {
    const start = performance.now();
    for (const text of ['a1'.repeat(500), 'password'.repeat(125), `${'ab'.repeat(499)}!?`, 'x'.repeat(1_000)])
      isCommonPassword(text, OWN);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
