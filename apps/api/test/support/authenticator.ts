import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

interface Ceremony {
  challenge: string;
  rpId?: string;
  rp?: { id?: string };
  user?: { id: string };
}
export interface AuthenticatorOptions {
  /** The page that the browser believes to be on. */
  origin?: string;
  /** Whether it has looked at a finger, a face or a PIN. */
  verified?: boolean;
}

const UP = 0x01;
const UV = 0x04;
const AT = 0x40;
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

/** A passkey in software: ES256, without attestation (Web Authentication Level 3 §6). */
export class Authenticator {
  readonly id = randomBytes(32);
  readonly #privateKey: KeyObject;
  readonly #cose: Buffer;
  #counter = 0;
  #handle = '';

  constructor(private readonly options: AuthenticatorOptions = {}) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = privateKey;
    const { x, y } = publicKey.export({ format: 'jwk' });
    const coordinate = (text = '') =>
      Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(text, 'base64url')]);
    // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y} (RFC 9053 §7.1)
    this.#cose = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      coordinate(x),
      Buffer.from([0x22]),
      coordinate(y),
    ]);
  }

  /** What `navigator.credentials.create` answers. */
  create(asked: Ceremony) {
    this.#handle = asked.user!.id;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.#cose]);
    const authData = Buffer.concat([this.#authData(asked.rp!.id!, AT), attested]);
    const size = Buffer.alloc(2);
    size.writeUInt16BE(authData.length);
    // {"fmt": "none", "attStmt": {}, "authData": …}
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3, 0x63]),
      Buffer.from('fmt'),
      Buffer.from([0x64]),
      Buffer.from('none'),
      Buffer.from([0x67]),
      Buffer.from('attStmt'),
      Buffer.from([0xa0, 0x68]),
      Buffer.from('authData'),
      Buffer.from([0x59]),
      size,
      authData,
    ]);
    return this.#credential({
      clientDataJSON: base64(this.#clientData('webauthn.create', asked.challenge)),
      attestationObject: base64(attestationObject),
      transports: ['internal'],
    });
  }

  /** What `navigator.credentials.get` answers. */
  get(asked: Ceremony) {
    this.#counter += 1;
    const clientData = this.#clientData('webauthn.get', asked.challenge);
    const authData = this.#authData(asked.rpId!, 0);
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), this.#privateKey);
    return this.#credential({
      clientDataJSON: base64(clientData),
      authenticatorData: base64(authData),
      signature: base64(signature),
      userHandle: this.#handle,
    });
  }

  /** As a copy of it would be that does not know how often the original was used. */
  rewind(): void {
    this.#counter = 0;
  }

  #clientData(type: string, challenge: string): string {
    const { origin = 'http://localhost:3000' } = this.options;
    return JSON.stringify({ type, challenge, origin, crossOrigin: false });
  }

  #authData(rpId: string, flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    const { verified = true } = this.options;
    return Buffer.concat([sha256(rpId), Buffer.from([flags | UP | (verified ? UV : 0)]), counter]);
  }

  #credential(response: Record<string, unknown>) {
    const id = base64(this.id);
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }
}
