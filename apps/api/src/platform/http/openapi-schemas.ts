import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;
type Direction = 'input' | 'output';

const LOCAL = '#/$defs/';
const SHARED = '#/components/schemas/';

/** Turns zod schemas into JSON Schema; those with an id in their metadata become components that the rest refer to. */
export class SchemaCollector {
  readonly components: Record<string, JsonSchema> = {};
  readonly #asConverted = new Map<string, JsonSchema>();

  /** What is answered. */
  output(schema: z.ZodType): JsonSchema {
    return this.#convert(schema, 'output');
  }

  /**
   * What is sent, before defaults and transformations. A component that looks different on the way in than on the way
   * out gets a name of its own there.
   */
  input(schema: z.ZodType): JsonSchema {
    return this.#convert(schema, 'input');
  }

  #convert(schema: z.ZodType, io: Direction): JsonSchema {
    // Inside a wrapper the schema itself can become a reference, too.
    const wrapper = z.toJSONSchema(z.object({ root: schema }), { io, unrepresentable: 'any', override });
    const names = new Map<string, string>();
    const definitions = Object.entries((wrapper.$defs ?? {}) as Record<string, JsonSchema>);
    for (const [id, { id: _, ...definition }] of definitions) {
      const known = this.#asConverted.get(id);
      const name = known && !isDeepStrictEqual(known, definition) ? `${id}Input` : id;
      names.set(`${LOCAL}${id}`, `${SHARED}${name}`);
      if (!this.#asConverted.has(name)) this.#asConverted.set(name, definition);
    }
    for (const [id, { id: _, ...definition }] of definitions) {
      const name = names.get(`${LOCAL}${id}`)!.slice(SHARED.length);
      this.components[name] ??= withReferences(definition, names);
    }
    return withReferences((wrapper.properties as Record<string, JsonSchema>).root!, names);
  }
}

function withReferences<Value>(value: Value, names: ReadonlyMap<string, string>): Value {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
    key === '$ref' ? (names.get(inner as string) ?? inner) : inner,
  ) as Value;
}

/** What the conversion leaves out, or says that nobody needs to read. */
function override({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const { def } = zodSchema._zod;
  // Our transformations of single values make strings out of strings.
  if (def.type === 'transform') jsonSchema.type ??= 'string';
  if (def.type === 'pipe' && def.out._zod.def.type === 'string' && jsonSchema.type === 'string') {
    // The text is checked once it has been trimmed; its limits are the sender's business all the same.
    const { minLength, maxLength, format } = z.toJSONSchema(def.out) as JsonSchema;
    for (const [name, value] of Object.entries({ minLength, maxLength, format })) {
      if (value !== undefined) jsonSchema[name] = value;
    }
  }
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === 'uuid') delete jsonSchema.pattern;
}
