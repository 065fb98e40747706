"""The health record over FHIR R4: a small client, the resources we read and write, the record for the services."""
