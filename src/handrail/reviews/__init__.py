"""What is due when: procedures to look at again, versions that wait, law to check again, licences that end."""
