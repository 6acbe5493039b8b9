CREATE INDEX "audit_time" ON "audit_entries" USING btree ("org_id","at","entry_id");--> statement-breakpoint
CREATE INDEX "audit_actor" ON "audit_entries" USING btree ("org_id","actor_id","at","entry_id");--> statement-breakpoint
CREATE INDEX "audit_action" ON "audit_entries" USING btree ("org_id","action","at","entry_id");--> statement-breakpoint
CREATE INDEX "audit_address" ON "audit_entries" USING btree ("org_id","address","at","entry_id");--> statement-breakpoint
CREATE INDEX "audit_attempts" ON "audit_entries" USING btree ("org_id","at","entry_id") WHERE details ? 'addresses';