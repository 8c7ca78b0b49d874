import { UserError } from '../../core/common/userError.ts';
import type { Profile, ProfileToBuild } from '../../core/image/profile/profile.ts';

/** A profile whose image is there. Errors: UserError `usage` for one that has to be built first. */
export function builtProfile(profile: Profile | ProfileToBuild): Profile {
  if (profile.source.kind !== 'nix') return profile as Profile;
  throw new UserError('usage', `The image of ${profile.name} is built at its launch, and nothing is started here.`, {
    next: 'Launch it; the command line is then in the metadata.json of its run folder.',
  });
}
