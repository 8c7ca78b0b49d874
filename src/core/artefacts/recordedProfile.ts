import type { Profile } from '../image/profile/profile.ts';

/** A profile as a run folder keeps it: whole, but for the passwords. Run folders are shared and committed. */
export type RecordedProfile = Omit<Profile, 'login'> & {
  readonly login: {
    readonly user: string | null;
    /** Names of the passwords that were given. */
    readonly passwordsGiven: readonly string[];
  };
};

export function recordedProfile(profile: Profile): RecordedProfile {
  const { user, ...passwords } = profile.login;
  return { ...profile, login: { user: user ?? null, passwordsGiven: Object.keys(passwords) } };
}
