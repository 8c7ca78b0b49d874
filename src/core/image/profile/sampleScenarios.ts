/** The scenarios that the sample boot image plays, chosen at launch; what each shows stands beside it. */
export const sampleScenarios = {
  applied: 'storage is applied and lan has an address',
  'plan-only': 'storage is planned and left alone',
  failed: 'the storage service fails',
  deadlock: 'the service waits for a unit that waits for the service',
  'no-lease': 'no DHCP server answers',
  panic: 'the kernel panics',
  emergency: 'the boot ends in the emergency shell',
  silent: 'nobody can log in on the serial port',
  login: 'no automatic login; root has an empty password',
  password: 'no automatic login; root has a password',
  noisy: 'kernel and wall messages all the time',
  slow: 'everything takes its time',
} as const;

export type SampleScenario = keyof typeof sampleScenarios;
