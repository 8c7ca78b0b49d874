import { RunFolder } from '../../../src/core/artefacts/runFolder.ts';
import { probeAnswer } from '../../unit/artefacts/probeAnswers.ts';

/** Files captures without end and says each one that has been promised, until it is killed. Bundled and run by a test. */
const [capturesFolder = ''] = process.argv.slice(2);
const folder = await RunFolder.create({ capturesFolder, profileName: 'x', startedAt: new Date(), toolVersion: '1' });
process.stdout.write(`${folder.path}\n`);
for (let index = 0; ; index++) {
  const stdout = `${index}\n`.repeat(1 + ((index * 7919) % 5_000));
  const answers = [1, 2, 3].map(async (each) => await folder.addCapture(probeAnswer({ id: `p${each}`, stdout })));
  folder.log(`round ${index}`);
  for (const record of await Promise.all(answers)) process.stdout.write(`${record.id} ${record.sha256}\n`);
}
