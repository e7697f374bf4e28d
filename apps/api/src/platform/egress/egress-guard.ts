import { lookup } from 'node:dns/promises';
import { type BlockList, isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { isReachable, networkList } from './networks.js';

/** Why a host may not, or cannot, be connected to. */
export class EgressError extends Error {
  constructor(readonly code: 'name_not_found' | 'address_not_allowed') {
    super(code);
  }
}

/**
 * Where connections that users ask for (mailboxes, webhooks, identity providers) may go: to the public internet and
 * the networks of `EGRESS_ALLOW`. A name is looked up here and the connection is then made to the address that was
 * judged, so that a name cannot point elsewhere between the check and the connection.
 */
@Injectable()
export class EgressGuard {
  readonly #allowed: BlockList;

  constructor(@Inject(CONFIG) config: Pick<Config, 'egressAllow'>) {
    this.#allowed = networkList(config.egressAllow);
  }

  /**
   * The addresses of a host that may be connected to, IPv4 first; never empty.
   * @throws EgressError
   */
  async addresses(host: string): Promise<string[]> {
    const found = await this.#addressesOf(host);
    if (found.length === 0) throw new EgressError('name_not_found');
    const allowed = found.filter((address) => this.allows(address));
    if (allowed.length === 0) throw new EgressError('address_not_allowed');
    return allowed;
  }

  /** False for a literal address that must not be connected to; what a name leads to is judged at the connection. */
  admits(host: string): boolean {
    const literal = literalOf(host);
    return isIP(literal) === 0 || this.allows(literal);
  }

  /** @param address a literal IP address */
  allows(address: string): boolean {
    return isReachable(address, this.#allowed);
  }

  /** What the system says a name leads to: numbers in other bases too (`0x7f.1`, `2130706433`). */
  protected async resolve(name: string): Promise<string[]> {
    const found = await lookup(name, { all: true, order: 'ipv4first' });
    return found.map(({ address }) => address);
  }

  async #addressesOf(host: string): Promise<string[]> {
    const literal = literalOf(host);
    if (isIP(literal) !== 0) return [literal];
    try {
      return await this.resolve(host);
    } catch {
      throw new EgressError('name_not_found');
    }
  }
}

/** Addresses of IPv6 stand in brackets in URLs. */
const literalOf = (host: string) => host.replace(/^\[(.+)\]$/, '$1');
