/** The checkpoint itself is wrong, and will be the next time too; the message completes "… is damaged: …". */
export class CheckpointDamage extends Error {
  override readonly name = 'CheckpointDamage';
}
