import type { CapturedAnswer } from '../capturedAnswer.ts';
import type { RunFacts } from '../runFacts.ts';
import { asRecord } from './asRecord.ts';

export interface LinkFacts {
  readonly name: string;
  readonly flags: readonly string[];
  /** A bridge, a tunnel, one end of a pair: no card. */
  readonly isSoftware: boolean;
  readonly capture: CapturedAnswer;
  readonly line: number;
}

/** As many as anybody has; a guest can make up any number. */
const maxLinks = 100;
const maxAddresses = 100;

/** What an `ip` without `-d` in JSON shows of a device of software is only its name. */
const softwareNames = /^(?:dummy|veth|docker|br-|br\d|virbr|lxcbr|lxdbr|incusbr|podman|cni|tap|tun|bond|team|vxlan|wg)/;

/** The guest's links of Ethernet, from `ip link`; undefined if nobody asked. */
export function networkLinks(facts: RunFacts): readonly LinkFacts[] | undefined {
  const capture = facts.captures.get('links');
  if (capture === undefined || !Array.isArray(capture.value)) return undefined;
  const lineOf = new Map(capture.lines.map((line, index) => [line.slice(0, line.indexOf(':')), index + 1]));
  return capture.value.slice(0, maxLinks).flatMap((value: unknown): LinkFacts[] => {
    const { ifname, ifindex, flags, link_type: type, linkinfo } = asRecord(value) ?? {};
    if (typeof ifname !== 'string' || type !== 'ether') return [];
    return [
      {
        name: ifname,
        flags: Array.isArray(flags) ? flags.map(String) : [],
        // Of a card that is part of a bridge it has only `info_slave_kind`.
        isSoftware: asRecord(linkinfo)?.['info_kind'] !== undefined || softwareNames.test(ifname),
        capture,
        line: lineOf.get(String(ifindex)) ?? 1,
      },
    ];
  });
}

/** The guest's network cards, without loopback and devices of software. Undefined if nobody asked. */
export function networkCards(facts: RunFacts): readonly LinkFacts[] | undefined {
  return networkLinks(facts)?.filter(({ isSoftware }) => !isSoftware);
}

/** IPv4 addresses of `lan`, from `ip addr`; undefined if nobody asked or there is no such card. */
export function lanAddresses(
  facts: RunFacts,
): { readonly addresses: readonly string[]; readonly capture: CapturedAnswer } | undefined {
  const capture = facts.captures.get('lan-address');
  if (capture === undefined || capture.timedOut || !Array.isArray(capture.value)) return undefined;
  const addresses = capture.value.slice(0, maxLinks).flatMap((value: unknown) => {
    const list = asRecord(value)?.['addr_info'];
    return Array.isArray(list)
      ? list.slice(0, maxAddresses).flatMap((each: unknown) => {
          const local = asRecord(each)?.['local'];
          return typeof local === 'string' ? [local] : [];
        })
      : [];
  });
  return { addresses: addresses.slice(0, maxAddresses), capture };
}
