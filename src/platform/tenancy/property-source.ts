/** Questions that the platform asks about properties. Provided by the properties domain. */
export abstract class PropertySource {
  /** Returns the time zones of the org's properties by id, in the order the properties were added. */
  abstract timezones(orgId: string): Promise<ReadonlyMap<string, string>>;
}
