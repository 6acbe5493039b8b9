CREATE TABLE "bookings" (
	"booking_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"kind" text NOT NULL,
	"property_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"category" text NOT NULL,
	"description" text,
	"vendor" text,
	"occurred_on" date NOT NULL,
	"created_by" uuid NOT NULL,
	CONSTRAINT "bookings_org_id_booking_id_pk" PRIMARY KEY("org_id","booking_id")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"task_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"property_id" uuid NOT NULL,
	"title" text NOT NULL,
	"description" text,
	"status" text NOT NULL,
	"priority" text NOT NULL,
	"assignee_id" uuid,
	"due_on" date,
	"created_by" uuid NOT NULL,
	"completed_at" timestamp (3) with time zone,
	CONSTRAINT "tasks_org_id_task_id_pk" PRIMARY KEY("org_id","task_id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"session_id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "tickets" (
	"ticket_hash" text PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "answered_commands" (
	"org_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"route" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"answer" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "answered_commands_org_id_user_id_route_key_pk" PRIMARY KEY("org_id","user_id","route","key")
);
--> statement-breakpoint
CREATE TABLE "orgs" (
	"org_id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "properties" (
	"property_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"name" text NOT NULL,
	"city" text NOT NULL,
	"timezone" text NOT NULL,
	"currency" text NOT NULL,
	"rooms" integer NOT NULL,
	CONSTRAINT "properties_org_id_property_id_pk" PRIMARY KEY("org_id","property_id")
);
--> statement-breakpoint
CREATE TABLE "user_properties" (
	"org_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"property_id" uuid NOT NULL,
	CONSTRAINT "user_properties_org_id_user_id_property_id_pk" PRIMARY KEY("org_id","user_id","property_id")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"user_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"all_properties" boolean NOT NULL,
	"password_hash" text NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	CONSTRAINT "users_org_id_user_id_pk" PRIMARY KEY("org_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_org_id_property_id_properties_org_id_property_id_fk" FOREIGN KEY ("org_id","property_id") REFERENCES "public"."properties"("org_id","property_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_org_id_created_by_users_org_id_user_id_fk" FOREIGN KEY ("org_id","created_by") REFERENCES "public"."users"("org_id","user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_org_id_property_id_properties_org_id_property_id_fk" FOREIGN KEY ("org_id","property_id") REFERENCES "public"."properties"("org_id","property_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_org_id_assignee_id_users_org_id_user_id_fk" FOREIGN KEY ("org_id","assignee_id") REFERENCES "public"."users"("org_id","user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_org_id_created_by_users_org_id_user_id_fk" FOREIGN KEY ("org_id","created_by") REFERENCES "public"."users"("org_id","user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_org_id_user_id_users_org_id_user_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."users"("org_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_session_id_sessions_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answered_commands" ADD CONSTRAINT "answered_commands_org_id_user_id_users_org_id_user_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."users"("org_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "properties" ADD CONSTRAINT "properties_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_properties" ADD CONSTRAINT "user_properties_org_id_user_id_users_org_id_user_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."users"("org_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_properties" ADD CONSTRAINT "user_properties_org_id_property_id_properties_org_id_property_id_fk" FOREIGN KEY ("org_id","property_id") REFERENCES "public"."properties"("org_id","property_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bookings_day" ON "bookings" USING btree ("org_id","kind","occurred_on","booking_id");--> statement-breakpoint
CREATE INDEX "bookings_property_day" ON "bookings" USING btree ("org_id","property_id","occurred_on");--> statement-breakpoint
CREATE INDEX "tasks_property" ON "tasks" USING btree ("org_id","property_id","task_id");--> statement-breakpoint
CREATE INDEX "tasks_status" ON "tasks" USING btree ("org_id","status","task_id");--> statement-breakpoint
CREATE INDEX "tasks_assignee" ON "tasks" USING btree ("org_id","assignee_id","task_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("org_id","user_id");--> statement-breakpoint
CREATE INDEX "tickets_expiry" ON "tickets" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "tickets_session" ON "tickets" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "answered_commands_age" ON "answered_commands" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "user_properties_property" ON "user_properties" USING btree ("org_id","property_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree ("email");