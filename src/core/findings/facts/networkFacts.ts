import type { CapturedAnswer } from '../capturedAnswer.ts';
import { findLine } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';
import { asRecord } from './asRecord.ts';

export interface LinkFacts {
  readonly name: string;
  readonly flags: readonly string[];
  readonly capture: CapturedAnswer;
  readonly line: number;
}

/** The guest's network cards, from `ip link`, without loopback and devices of software. Undefined if nobody asked. */
export function networkCards(facts: RunFacts): readonly LinkFacts[] | undefined {
  const capture = facts.captures.get('links');
  if (capture === undefined || !Array.isArray(capture.value)) return undefined;
  return capture.value.flatMap((value: unknown): LinkFacts[] => {
    const { ifname, ifindex, flags, link_type: type } = asRecord(value) ?? {};
    if (typeof ifname !== 'string' || type !== 'ether' || /^(?:dummy|veth|docker|br-|virbr|tap|bond)/.test(ifname))
      return [];
    return [
      {
        name: ifname,
        flags: Array.isArray(flags) ? flags.map(String) : [],
        capture,
        line: findLine(capture, new RegExp(`^${Number(ifindex)}: `)) ?? 1,
      },
    ];
  });
}

/** IPv4 addresses of `lan`, from `ip addr`; undefined if nobody asked or there is no such card. */
export function lanAddresses(
  facts: RunFacts,
): { readonly addresses: readonly string[]; readonly capture: CapturedAnswer } | undefined {
  const capture = facts.captures.get('lan-address');
  if (capture === undefined || capture.timedOut || !Array.isArray(capture.value)) return undefined;
  const addresses = capture.value.flatMap((value: unknown) => {
    const list = asRecord(value)?.['addr_info'];
    return Array.isArray(list)
      ? list.flatMap((each: unknown) => {
          const local = asRecord(each)?.['local'];
          return typeof local === 'string' ? [local] : [];
        })
      : [];
  });
  return { addresses, capture };
}
