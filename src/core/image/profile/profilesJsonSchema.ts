import { z } from 'zod';
import { profilesFileSchema } from './schema/profilesFileSchema.ts';

/** The text of `media/boot-image.schema.json`, from which the editor completes and explains a profiles file. */
export function profilesJsonSchema(): string {
  const schema = z.toJSONSchema(profilesFileSchema, {
    target: 'draft-7',
    io: 'input',
    // Zod's whole numbers carry a limit that says nothing to a person.
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  // VS Code's own extension: the file is read with comments and trailing commas.
  return `${JSON.stringify({ ...schema, allowComments: true, allowTrailingCommas: true }, null, 2)}\n`;
}
