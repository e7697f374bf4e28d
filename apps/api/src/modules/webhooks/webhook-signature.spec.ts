import { describe, expect, it } from '@jest/globals';
import { signatureHeaders } from './webhook-signature.js';

describe('the signature of a webhook message', () => {
  // The published test vector of the specification's reference libraries.
  it('is that of the Standard Webhooks specification', () => {
    const headers = signatureHeaders(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1_614_265_330_000),
      '{"test": 2432232314}',
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('takes the second in which it is sent, not the next one', () => {
    const { 'webhook-timestamp': at } = signatureHeaders('whsec_AAAA', 'id', new Date(1_999), '');
    expect(at).toBe('1');
  });
});
