"""What VK tells, read for the provider `vk`."""
