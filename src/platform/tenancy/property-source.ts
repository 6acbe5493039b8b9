/** A property, as far as the platform needs it. */
export interface PropertyFacts {
  readonly propertyId: string;
  readonly timezone: string;
  readonly currency: string;
  readonly rooms: number;
}

/** Questions that the platform asks about properties. Provided by the properties domain. */
export abstract class PropertySource {
  /** Returns the time zones of the org's properties by id, in the order the properties were added. */
  abstract timezones(orgId: string): Promise<ReadonlyMap<string, string>>;

  /** Returns the property that was added first, of those that are not archived. */
  abstract oldestInUse(orgId: string): Promise<PropertyFacts | undefined>;
}
